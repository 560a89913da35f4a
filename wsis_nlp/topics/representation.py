"""The words of a topic: frequent in it, specific to it, and words that people say together.

Candidates are ranked by relevance (Sievert & Shirley, "LDAvis", 2014): how frequent a word is in
the topic, and how much more so than elsewhere. Of the best those are taken that also stand near
each other in the texts (normalised mutual information in windows of ten words), since a list of
words that belong together is what a reader understands (Alokaili, Aletras & Stevenson, "Re-ranking
words to improve interpretability of automatically generated topics", 2019). Rare words stand
together by chance: without the weight on frequency what is chosen on one half of a corpus does not
hold on the other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from wsis_nlp.domain.errors import ModelError
from wsis_nlp.encoding.protocol import Encoder, Vectors
from wsis_nlp.segmenting.stems import stem_words
from wsis_nlp.topics.quality import tokens

_CANDIDATES = 100
_WINDOW = 10
# How much being frequent weighs against being specific (0 to 1), how much togetherness weighs
# against both, and by how many meetings of two words the count is shrunk, since one proves little:
# words chosen on one half of the speeches and the demonstration corpus, scored on the other.
_FREQUENT = 0.7
_TOGETHER = 6.0
_DOUBT = 1.0
_NOTHING = 1e-12


def coherent_terms(
    shares: NDArray[np.float64],
    weights: NDArray[np.float64],
    names: Sequence[str],
    texts: Sequence[str],
    count: int,
) -> list[list[tuple[str, float]]]:
    """The terms of each topic with their c-TF-IDF weight, best first.

    Parameters
    ----------
    shares
        How frequent each term is within each topic, ``float64[topics, terms]``.
    weights
        c-TF-IDF of each topic and term, ``float64[topics, terms]``.
    names
        The terms.
    texts
        The passages in which words stand together.
    count
        How many terms a topic gets at most.
    """
    ranks = _relevance(shares)
    order = np.argsort(-ranks, axis=1, kind="stable")[:, :_CANDIDATES]
    wanted = {part for row in order for i in row for part in names[i].split()}
    near = _Nearness(texts, sorted(wanted))
    out: list[list[tuple[str, float]]] = []
    for topic, row in enumerate(order):
        found = [int(i) for i in row if shares[topic, i] > 0]
        if not found:
            out.append([])
            continue
        stems = [frozenset(stem_words(names[i].split())) for i in found]
        score = ranks[topic, found] - ranks[topic, found[-1]]
        score = score / max(float(score[0]), _NOTHING)
        taken = _together(score, near.among([names[i].split() for i in found]), stems, count)
        best = sorted(taken, key=lambda place: -score[place])
        out.append([(names[found[p]], float(weights[topic, found[p]])) for p in best])
    return out


def _relevance(shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """The relevance of each term to each topic; minus infinity where it does not stand there."""
    with np.errstate(divide="ignore", invalid="ignore"):
        rank = np.log(shares) - (1 - _FREQUENT) * np.log(shares.mean(axis=0))
    return np.where(shares > 0, rank, -np.inf)


def _together(
    score: NDArray[np.float64],
    near: NDArray[np.float64],
    stems: Sequence[frozenset[str]],
    count: int,
) -> list[int]:
    """Greedy: start with the most relevant term, add what fits best with those taken."""
    taken, used = [0], set(stems[0])
    while len(taken) < min(count, len(score)):
        value = score + _TOGETHER * near[:, taken].mean(axis=1)
        free = [i for i in range(len(score)) if i not in taken and not stems[i] & used]
        if not free:
            break
        best = max(free, key=lambda i: (value[i], -i))
        taken.append(best)
        used |= stems[best]
    return taken


class _Nearness:
    """How often words stand within ten words of each other, over what chance would give."""

    def __init__(self, texts: Sequence[str], words: Sequence[str]) -> None:
        from scipy.sparse import coo_matrix

        self._number = {word: i for i, word in enumerate(words)}
        gap = np.full(_WINDOW, -1, dtype=np.int32)
        parts: list[NDArray[np.int32]] = []
        windows = 0
        for text in texts:
            found = [self._number.get(word, -1) for word in tokens(text)]
            windows += max(1, len(found) - _WINDOW + 1)
            parts += (np.array(found, dtype=np.int32), gap)
        row = np.concatenate(parts) if parts else gap
        shape = (len(words), len(words))
        pairs = coo_matrix(shape).tocsr()
        for distance in range(1, _WINDOW):
            left, right = row[:-distance], row[distance:]
            both = np.flatnonzero((left >= 0) & (right >= 0) & (left != right))
            value = np.full(len(both), float(_WINDOW - distance))
            pairs = pairs + coo_matrix((value, (left[both], right[both])), shape=shape).tocsr()
        self._pairs = (pairs + pairs.T).tocsr()
        self._single = np.bincount(row[row >= 0], minlength=len(words)) * float(_WINDOW)
        self._windows = float(max(1, windows))

    def among(self, terms: Sequence[Sequence[str]]) -> NDArray[np.float64]:
        """The mean normalised mutual information of the words of each two terms."""
        flat = sorted({self._number[word] for term in terms for word in term})
        place = {number: i for i, number in enumerate(flat)}
        both = self._pairs[flat][:, flat].toarray()
        # Counts are in window-places; a single meeting of neighbours gives about a window's worth.
        both = both * (both / (both + _DOUBT * _WINDOW))
        chance = np.minimum(self._single[flat] / self._windows, 1.0)
        share = both / self._windows + _NOTHING
        value = np.log(share / np.maximum(np.outer(chance, chance), _NOTHING)) / -np.log(share)
        value = np.clip(value, -1.0, 1.0)
        mean = np.zeros((len(terms), len(flat)))
        for i, term in enumerate(terms):
            for word in term:
                mean[i, place[self._number[word]]] += 1 / len(term)
        result: NDArray[np.float64] = mean @ value @ mean.T
        return result


def bertopic_model(
    name: str,
    texts: Sequence[str],
    count: int,
    seed: int,
) -> Any:  # noqa: ANN401
    """BERTopic's representation model of this name; ``None`` is its plain c-TF-IDF.

    Raises
    ------
    ModelError
        If it needs something that is not installed.
    """
    from bertopic import representation as theirs

    if name == "c-tf-idf":
        return None
    if name == "mmr":
        return theirs.MaximalMarginalRelevance(diversity=0.3, top_n_words=count)
    if name == "keybert":
        return theirs.KeyBERTInspired(top_n_words=count, random_state=seed)
    if name == "pos":
        return theirs.PartOfSpeech(spacy_model(), top_n_words=count)
    return _coherent(texts, count)


def _coherent(texts: Sequence[str], count: int) -> Any:  # noqa: ANN401
    from bertopic.representation import BaseRepresentation

    class Coherent(BaseRepresentation):  # type: ignore[misc]
        """Ours, as a representation model of BERTopic."""

        def extract_topics(
            self,
            topic_model: Any,  # noqa: ANN401
            documents: Any,  # noqa: ANN401
            c_tf_idf: Any,  # noqa: ANN401
            topics: dict[int, list[tuple[str, float]]],
        ) -> dict[int, list[tuple[str, float]]]:
            names = list(topic_model.vectorizer_model.get_feature_names_out())
            weights = c_tf_idf.toarray()
            # c-TF-IDF is the root of the share times a weight of the term.
            of_term = topic_model.ctfidf_model._idf_diag.diagonal()
            shares = (weights / np.maximum(of_term, _NOTHING)) ** 2
            terms = coherent_terms(shares, weights, names, texts, count)
            return dict(zip(sorted(topics), terms, strict=True))

    return Coherent()


def spacy_model() -> str:
    """The name of an English spaCy model with part-of-speech tags that is installed.

    Raises
    ------
    ModelError
        If there is none.
    """
    from spacy.util import get_installed_models

    found = sorted(name for name in get_installed_models() if name.startswith("en_"))
    if not found:
        raise ModelError(
            "the representation 'pos' needs a spaCy model and none is installed. "
            "Install en_core_web_sm, or choose another under [terms] representation."
        )
    return str(found[0])


def word_backend(encoder: Encoder) -> Any:  # noqa: ANN401
    """Our encoder as an embedding model of BERTopic."""
    from bertopic.backend import BaseEmbedder

    encode: Callable[[Sequence[str]], Vectors] = encoder.encode

    class Backend(BaseEmbedder):  # type: ignore[misc]
        """Hands texts to our encoder."""

        def embed(self, documents: Sequence[str], verbose: bool = False) -> Vectors:
            return encode(list(documents))

    return Backend()
