"""PromQL that several panels need. `$…` are the dashboards' variables."""

from tollwire.domain.claim import Basis

# Picks what is of the wars that are chosen. Figures have no label of a war: of an actor in two wars at once
# the newest ones are shown, and the actor belongs to both.
OF_CONFLICT = 'and on (actor) tollwire_actor_conflict_info{conflict=~"$conflict"}'
CHOSEN = 'actor=~"$actor", casualty_type="$casualty_type"'


def band(basis: Basis, bound: str, selector: str = CHOSEN) -> str:
    """The low or the high that is now claimed on a basis, of all time."""
    return f'actor:tollwire_tally_people:max{{{selector}, basis="{basis}", window="all", bound="{bound}"}}'


def per_hour(rate: str) -> str:
    return f"3600 * {rate}"


def quantile(of: float, histogram: str, by: str = "") -> str:
    """A quantile of what a histogram saw lately, in seconds."""
    labels = f"{by}, le" if by else "le"
    return f"histogram_quantile({of}, sum by ({labels}) (rate({histogram}_bucket[$__rate_interval])))"
