"""Joins the steps: segments a text, parses what could hold a claim, finds the counts, asks whose they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from tollwire.domain import registry
from tollwire.domain.actor import Registry
from tollwire.domain.article import Article
from tollwire.domain.claim import Claim, Reading
from tollwire.extraction import assemble, casualties, language, pages, segment
from tollwire.extraction.attribution import Attribution, attribute
from tollwire.extraction.attribution.scene import Scene
from tollwire.extraction.candidates import Candidates
from tollwire.extraction.confidence import features, weights
from tollwire.extraction.explain import Explained, Explanation
from tollwire.extraction.lexicon import lexicon
from tollwire.extraction.line import Line
from tollwire.extraction.model import Context, Mention, Parse
from tollwire.extraction.reasons import Dropped, Reason, Step


class RuleExtractor:
    """Reads articles by rules over a dependency parse. The same article always gives the same claims."""

    def __init__(self, actors: Registry | None = None) -> None:
        self.registry = actors or registry.builtin()
        self._names = language.names_of(self.registry)
        self._words = lexicon().knowing(self.registry)
        self._candidates = Candidates(self._words)

    def extract(self, article: Article) -> list[Claim]:
        """The claims of `article`, in the order of its text."""
        context = _context(article)
        found = self.mentions(context)
        elsewhere = pages.elsewhere(found, context)
        kept = [mention for mention, off in zip(found, elsewhere, strict=True) if not off]
        scene = Scene(kept, context, self.registry)
        return self._claims(article, self._read(scene), scene)

    def explain(self, article: Article) -> Explanation:
        """The claims of `article`, with the rules that made them and those that dropped other numbers."""
        context, dropped = _context(article), list[Dropped]()
        parses = self._parses(context)
        found = list[Mention]()
        every = casualties.find(parses, self._words, dropped)
        for mention, off in zip(every, pages.elsewhere(every, context), strict=True):
            if off:
                dropped.append(Dropped(mention.start, mention.end, "another page"))
            else:
                found.append(mention)
        scene = Scene(found, context, self.registry)
        read = self._read(scene)
        claims = self._claims(article, read, scene)
        return Explanation(
            text=article.text,
            claims=tuple(
                Explained(claim, {Step.COUNT: each.why, **each.told.reasons}, each.features)
                for claim, each in zip(claims, read, strict=True)
            ),
            dropped=tuple(dropped),
            sentences=len(context.sentences),
            read=len(parses),
        )

    def mentions(self, context: Context) -> list[Mention]:
        """The counts of casualties of a text, before it is known whose they are."""
        tagged = language.tag(self._candidates.select(context.sentences), self._names)
        scenes = [casualties.scene_of(Line(parse.doc), self._words) for parse in tagged]
        read = [
            (parse, scene) for parse, scene in zip(tagged, scenes, strict=True) if casualties.may_tell(scene)
        ]
        language.attach(parse for parse, _ in read)
        return casualties.mentions(read)

    def _parses(self, context: Context) -> list[Parse]:
        return language.parse(self._candidates.select(context.sentences), self._names)

    def _read(self, scene: Scene) -> list["_Read"]:
        """The mentions of an article with all that is known about them."""
        mentions = scene.mentions
        if not mentions:
            return []
        told = attribute(scene)
        return list(map(_Read, mentions, told, features(mentions, told, scene.context)))

    def _claims(self, article: Article, read: Sequence["_Read"], scene: Scene) -> list[Claim]:
        if not read:
            return []
        readings = (each.reading(article.text) for each in read)
        return list(assemble.claims(article, readings, self.registry, scene.named))


@dataclass(frozen=True, slots=True)
class _Read:
    """One count, whose it is, and what its confidence hangs on."""

    mention: Mention
    told: Attribution
    features: tuple[str, ...]

    @property
    def why(self) -> Reason:
        """The rule that made it a claim, and the word that says what happened."""
        mention = self.mention
        return Reason("coordination" if mention.shared else mention.rule, mention.event.text)

    def reading(self, text: str) -> Reading:
        mention, told = self.mention, self.told
        return Reading(
            quote=text[mention.start : mention.end],
            start=mention.start,
            end=mention.end,
            count=mention.count,
            casualty_type=mention.casualty_type,
            victim_group=told.group,
            victim=told.victim,
            perpetrator=told.perpetrator,
            claimant=told.claimant,
            stance=told.stance,
            scope=told.scope,
            day=told.day,
            place=told.place,
            confidence=weights().confidence(self.features),
        )


def _context(article: Article) -> Context:
    return Context(
        text=article.text,
        sentences=segment.sentences(article.text),
        published_at=article.published_at if article.dated == "article" else None,
        publisher=article.publisher,
    )
