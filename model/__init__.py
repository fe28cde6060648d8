"""Pure simulation: registers, population, baseline, dynamics, levers, economics, plans."""
