"""Pure statistics: intervals, slope and relative index, ratios, comparisons, trends."""
