"""What is counted: weekly releases, their figures, the files they came from, and every step taken."""

from signups.models.corrections import Correction, CorrectionQuerySet
from signups.models.files import Acknowledgement, Import, SourceFile
from signups.models.log import Change, Sighting, Step
from signups.models.releases import WEEK_PATTERN, Figure, Release, ReleaseQuerySet, Worksheet
from signups.models.sources import Source
from signups.models.state import SiteState

__all__ = [
    "WEEK_PATTERN",
    "Acknowledgement",
    "Change",
    "Correction",
    "CorrectionQuerySet",
    "Figure",
    "Import",
    "Release",
    "ReleaseQuerySet",
    "Sighting",
    "SiteState",
    "Source",
    "SourceFile",
    "Step",
    "Worksheet",
]
