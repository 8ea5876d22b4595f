"""A mapping with a campaign, a site and a book of cases in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from ldmjira.adapters.files.local_state import site_folder
from ldmjira.adapters.files.pulled_store import FilePulledStore
from ldmjira.adapters.memory.case_book import MemoryBook, MemoryCaseBook
from ldmjira.models.campaign import RemoteCase, RemoteStep
from ldmjira.models.pulled import PulledCampaign
from ldmjira.models.remote import Site
from ldmjira.ports.case_book import CaseBook
from ldmjira.services.workspace import Desk, Workspace
from tests.support.world import Clone, MemoryHands

__all__ = ["CODE", "TITLE", "CampaignClone", "campaign_clone"]

CODE = "LDM-503-99"
TITLE = "LDM-503-99: A milestone to test"

MILESTONE = """\
title: A milestone to test
section: "3.1"
due: 2030-11-30
completed: {completed}
features: []
campaign:
{campaign}"""

CAMPAIGN = """\
  document: DMTR-999
  objective: To see <it>.
  cases:
    - LVV-T2
    - LVV-T10
  coverage:
    LVV-T2: [LVV-7]
  drafts:
    login:
      name: Log in
      objective: |
        Two
        lines
      precondition: none
      steps:
        - description: Open the page
          expected: It opens
        - description: Type
          data: a password
      elements: [LVV-8]
"""

TABLES = {
    "requirements": "id,title,specification,priority,method,level,descoped,"
    "source\nDMS-REQ-0010,Difference,LSE-61,1a,Test,,no,made up\n",
    "verification_elements": "key,name,title,requirement,priority,status,"
    "verified_in,source\n"
    "LVV-7,DMS-REQ-0010-V-01,Difference,DMS-REQ-0010,1a,Covered,,made up\n"
    "LVV-8,DMS-REQ-0010-V-02,Difference,DMS-REQ-0010,1a,Covered,,made up\n",
    "cases": "key,name,status,priority,type,version,specification,source\n",
    "coverage": "element,case,source\n",
    "runs": "case,date,status,plan,cycle,execution,document,source\n",
    "plans": "key,name,status,document,title,cycles,source\n",
    "cycles": "key,name,status,plan,document,source\n",
}


@dataclass
class CampaignClone(Clone):
    """A work tree whose site has a book of cases."""

    book: MemoryBook = field(default_factory=MemoryBook)
    open_book: Callable[[MemoryBook], CaseBook | None] = MemoryCaseBook

    def workspace(self) -> Workspace:
        """Wire the ports anew, as a new run of the program does."""
        workspace = super().workspace()

        def open_desk(site: Site) -> Desk:
            local = site_folder(self.folder, site.identity)
            desk = workspace.open_desk(site)
            return replace(desk, pulled=FilePulledStore(local))

        return replace(
            workspace, open_desk=open_desk, book=self.open_book(self.book)
        )

    def write(
        self, campaign: str = CAMPAIGN, *, completed: str = "null"
    ) -> None:
        """Write the milestone with another campaign."""
        path = self.mappings / "milestones" / f"{CODE}.yaml"
        path.write_text(
            MILESTONE.format(completed=completed, campaign=campaign)
        )

    def pulled(self) -> PulledCampaign | None:
        """What the last pull kept."""
        identity = self.hands.tracker().identify().identity
        return FilePulledStore(site_folder(self.folder, identity)).load(CODE)


def campaign_clone(
    folder: Path,
    hands: MemoryHands,
    *,
    campaign: str = CAMPAIGN,
    completed: str = "null",
    in_git: bool = True,
) -> CampaignClone:
    """Make a mapping of one milestone with a campaign, and commit it.

    Jira holds the elements LVV-7 and LVV-8, the book the cases LVV-T2 and
    LVV-T10.
    """
    clone = CampaignClone(folder, hands, in_git)
    (clone.mappings / "milestones").mkdir(parents=True)
    (clone.mappings / "catalog").mkdir()
    for name, text in TABLES.items():
        (clone.mappings / "catalog" / f"{name}.csv").write_text(text)
    clone.write(campaign, completed=completed)
    if in_git:
        clone.git("init", "-q", "-b", "main")
        (folder / ".gitignore").write_text(".ldmjira/\n")
        clone.git("add", ".gitignore")
        clone.commit("start")
    for key in ("LVV-7", "LVV-8"):
        hands.site.add_issue(key, f"{key}: An element", type="Verification")
    clone.book.issues = {hands.site[k].id for k in ("LVV-7", "LVV-8")}
    for key in ("LVV-T2", "LVV-T10"):
        clone.book.add_case(
            RemoteCase(
                key,
                f"Case {key}",
                "Approved",
                steps=(RemoteStep("Do", "", "Done"),),
            )
        )
    return clone
