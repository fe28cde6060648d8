"""How everything looks: colours, fonts, style sheets, the product's name."""
