"""Write the findings anew after a change meant: read every sentence before you keep them."""

import json

from tests.unit.test_place_findings import KEPT, PLACES, told

if __name__ == "__main__":
    document = {scope: told(scope) for scope in PLACES}
    KEPT.write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", "utf-8")
