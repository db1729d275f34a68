"""Writes a bill of materials (CycloneDX 1.6, JSON) of the product's installed packages.

    python scripts/bill_of_materials.py > bom.json

Only the pinned requirements: packages for tests and benchmarks are no part of a deployment. Needs
only Python itself.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;#\\]+)", re.MULTILINE)


def components(requirements: str) -> list[dict[str, str]]:
    """Each pinned package once, by name."""
    pins = dict(PIN.findall(requirements))
    return [
        {
            "type": "library",
            "name": name,
            "version": version,
            "bom-ref": f"pkg:pypi/{name.lower()}@{version}",
            "purl": f"pkg:pypi/{name.lower()}@{version}",
        }
        for name, version in sorted(pins.items())
    ]


def bill(requirements: str) -> dict[str, Any]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "poa-tracker"}},
        "components": components(requirements),
    }


if __name__ == "__main__":
    json.dump(bill((ROOT / "requirements.txt").read_text()), sys.stdout, indent=2)
