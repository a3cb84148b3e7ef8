"""The one step that all articles go through before they are told from those known."""

from dataclasses import replace

from tollwire.domain.article import LONGEST_CUT, LONGEST_TEXT, MOST_CUT, Article
from tollwire.ingest.cleaning.characters import plain, plain_line
from tollwire.ingest.cleaning.cutting import cut


def cleaned(article: Article) -> Article:
    """The article with the text that is to be published, and what was cut out of it, as far as that is kept.

    Pure, and the same for what is cleaned already. An article that needs none of it is the same object, as
    is one of which nothing that can be seen would be left.
    """
    whole = plain(article.text)
    text, gone = cut(whole)
    title = plain_line(article.title) or None if article.title else article.title
    if (text, title) == (article.text, article.title) or not text.strip() or len(text) > LONGEST_TEXT:
        return article
    kept = (replace(each, text=each.text[:LONGEST_CUT]) for each in gone[:MOST_CUT])
    return replace(article, text=text, title=title, cut=(*article.cut, *kept)[:MOST_CUT])
