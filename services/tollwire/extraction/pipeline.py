"""Joins the steps: segments a text, parses what could hold a claim, finds the counts, asks whose they are."""

from collections import Counter
from collections.abc import Iterator, Sequence

from tollwire.domain import registry
from tollwire.domain.actor import Registry
from tollwire.domain.article import Article
from tollwire.domain.claim import Claim, Reading, Scope, Source, claim_id
from tollwire.extraction import casualties, language, segment
from tollwire.extraction.attribution import Attribution, attribute
from tollwire.extraction.candidates import Candidates
from tollwire.extraction.lexicon import lexicon
from tollwire.extraction.model import Context, Mention


class RuleExtractor:
    """Reads articles by rules over a dependency parse. The same article always gives the same claims."""

    def __init__(self, actors: Registry | None = None) -> None:
        self._registry = actors or registry.builtin()
        self._names = language.names_of(self._registry)
        self._words = lexicon().knowing(self._registry)
        self._candidates = Candidates(self._words)

    def extract(self, article: Article) -> list[Claim]:
        """The claims of `article`, in the order of its text."""
        context = Context(
            text=article.text,
            sentences=segment.sentences(article.text),
            published_at=article.published_at if article.dated == "article" else None,
            publisher=article.publisher,
        )
        mentions = self.mentions(context)
        attributions = attribute(mentions, context, self._registry) if mentions else []
        return list(self._claims(article, mentions, attributions))

    def mentions(self, context: Context) -> list[Mention]:
        """The counts of casualties of a text, before it is known whose they are."""
        parses = language.parse(self._candidates.select(context.sentences), self._names)
        return casualties.find(parses, self._words)

    def _claims(
        self, article: Article, mentions: Sequence[Mention], attributions: Sequence[Attribution]
    ) -> Iterator[Claim]:
        source = Source.of(article)
        quoted: Counter[str] = Counter()
        for mention, told in zip(mentions, attributions, strict=True):
            reading = Reading(
                quote=article.text[mention.start : mention.end],
                start=mention.start,
                end=mention.end,
                count=mention.count,
                casualty_type=mention.casualty_type,
                victim_group=mention.group,
                victim=told.victim,
                perpetrator=told.perpetrator,
                claimant=told.claimant,
                stance=told.stance,
                scope=told.scope,
            )
            speaker = told.claimant.actor if told.claimant else None
            parties = (told.victim, told.perpetrator, speaker)
            historical = told.scope is Scope.HISTORICAL
            conflict = None if historical else self._registry.conflict_of(parties, source.published_at)
            yield Claim(
                **{name: getattr(reading, name) for name in Reading.__dataclass_fields__},
                id=claim_id(article.id, reading, quoted[reading.quote]),
                source=source,
                basis=self._registry.basis(told.victim, told.claimant, told.perpetrator, conflict),
                conflict=conflict.id if conflict else None,
            )
            quoted[reading.quote] += 1
