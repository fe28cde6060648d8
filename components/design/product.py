"""The product's name and its attribution."""

from __future__ import annotations

PRODUCT = "Adversity & Resilience Atlas"
ATTRIBUTION = (
    "Source: Office for National Statistics licensed under the Open Government Licence v.3.0.",
    "Contains OS data © Crown copyright and database right 2024.",
)
