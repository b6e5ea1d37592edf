"""The inner loops of reading texts, over the numbers that `vocabulary.py` gives to words.

Each does for many texts what `meaning.read` and `features.manner` do for one; a test holds them to it. The
columns of the tables are named here, because compiled code takes numbers only.
"""
# ruff: noqa: PLR0912, PLR0915, PLR0917 - compiled loops take their arrays one by one

from __future__ import annotations

from typing import Any

from rembuk.reckon.compiled import compiled

# Columns of the table of words.
FLAGS, TERM, AXIS, REACH, STEM, OWN, UNIT, FIRST, PHRASES, CUES, WORD_WIDTH = range(11)
# Flags of a word.
SIMPLE, PHRASE, REGION, MARKER, UNKNOWN, NUMBERED, STRONG, DIGIT = 1, 2, 4, 8, 16, 32, 64, 128
CONCEPT, TOWARDS, OVER_2, OVER_3, QUESTION, MARKS = 256, 512, 1024, 2048, 4096, 8192
# Columns of the table of written words, of tokens, of phrases, of telling pairs, of raw words.
TOKEN, UPPER = range(2)
BEGIN, COUNT, RAW = range(3)
P_BEGIN, P_LENGTH, P_TERM, P_AXIS, P_REACH, PHRASE_WIDTH = range(6)
R_WORD, R_UNIT = range(2)
# Columns of the places found: text, where in `terms`, kind (word, -1 region, -2 by its look), first word, ...
PLACE_WIDTH = 6
MIX = 6364136223846793005
# Units that are no words, numbered before all others.
SHORT, NOTHING, ASKING = 0, 1, 2
READ_WORDS = 80
_FORBIDDEN = 0.45


@compiled
def spread(
    ids: Any, starts: Any, entries: Any, tokens: Any, token_words: Any, told_of: Any,
    words: Any, bigs: Any, raws: Any, word_starts: Any, raw_starts: Any, told: Any,
) -> None:  # fmt: skip
    """Write the words meant, whether they are capitalised where capitals tell, and the words as written."""
    w, r = 0, 0
    for text in range(len(starts) - 1):
        begin, end, upper, total = starts[text], starts[text + 1], 0, 0
        for at in range(begin, end):
            upper += entries[ids[at], UPPER]
        telling = upper > 0 and (upper <= 2 or 2 * upper <= end - begin)
        for at in range(begin, end):
            token = entries[ids[at], TOKEN]
            total += told_of[token]
            if tokens[token, RAW] >= 0:
                raws[r] = tokens[token, RAW]
                r += 1
            for k in range(tokens[token, BEGIN], tokens[token, BEGIN] + tokens[token, COUNT]):
                words[w] = token_words[k]
                bigs[w] = 1 if telling and entries[ids[at], UPPER] else 0
                w += 1
        word_starts[text + 1], raw_starts[text + 1], told[text] = w, r, total


@compiled
def run_length(words: Any, bigs: Any, table: Any, at: int, end: int) -> int:
    """Return how many words from AT are one name: capitalised and no words of the tables, at most 3."""
    length = 1
    while (
        length < 3
        and at + length < end
        and bigs[at + length] == 1
        and table[words[at + length], FLAGS] & CONCEPT == 0
    ):
        length += 1
    return length


@compiled
def region_at(words: Any, hashes: Any, regions: Any, at: int, length: int) -> int:
    """Return where in REGIONS (sorted) the name of LENGTH words from AT stands, or -1."""
    key = hashes[words[at]]
    for step in range(1, length):
        key = key * MIX + hashes[words[at + step]]
    low, high = 0, len(regions)
    while low < high:
        middle = (low + high) // 2
        if regions[middle] < key:
            low = middle + 1
        else:
            high = middle
    return low if low < len(regions) and regions[low] == key else -1


@compiled
def named(
    words: Any, bigs: Any, table: Any, hashes: Any, regions: Any, at: int, begin: int, end: int, found: Any
) -> int:
    """Do as `gazetteer.named` does: write kind, first word, length, region to FOUND, return words taken."""
    flags = table[words[at], FLAGS]
    if flags & MARKS and at + 1 < end:
        after = table[words[at + 1], FLAGS]
        found[0], found[1], found[2], found[3] = words[at], at + 1, 1, -1
        if after & DIGIT and flags & NUMBERED:
            return 2
        a_name = after & (CONCEPT | DIGIT) == 0 and after & OVER_2 != 0
        if a_name and (bigs[at + 1] == 1 or (flags & STRONG and after & OVER_3)):
            found[2] = run_length(words, bigs, table, at + 1, end)
            return int(1 + found[2])
        return 0
    for length in range(3, 0, -1):
        if at + length <= end:
            region = region_at(words, hashes, regions, at, length)
            if region >= 0:
                found[0], found[1], found[2], found[3] = -1, at, length, region
                return length
    alone = bigs[at] == 1 and at > begin and flags & OVER_3 != 0 and flags & CONCEPT == 0
    if alone and table[words[at - 1], FLAGS] & TOWARDS:
        found[0], found[1], found[3] = -2, at, -1
        found[2] = run_length(words, bigs, table, at, end)
        return int(found[2])
    return 0


@compiled
def phrase_at(
    words: Any, hashes: Any, heads: Any, phrases: Any, phrase_hashes: Any, head: int, at: int, end: int
) -> int:
    """Return the first phrase of HEAD that stands at AT, or -1."""
    for number in range(heads[head, 0], heads[head, 0] + heads[head, 1]):
        length, same = phrases[number, P_LENGTH], True
        if length > 5 or at + length > end:
            continue
        for step in range(1, length):
            if phrase_hashes[phrases[number, P_BEGIN] + step] != hashes[words[at + step]]:
                same = False
                break
        if same:
            return number
    return -1


@compiled
def walk(
    words: Any, bigs: Any, starts: Any, table: Any, weights: Any, hashes: Any, heads: Any, phrases: Any,
    phrase_hashes: Any, phrase_weights: Any, regions: Any, thanks: int, stamps: Any, stand: Any, terms: Any,
    heavy: Any, term_starts: Any, places: Any, sides: Any, forbidden: Any, thanked: Any, counts: Any,
    found: Any,
) -> None:  # fmt: skip
    """Read every text as `meaning._walk` does.

    A place named is entered in TERMS as -1 and in PLACES with where that is; SIDES and FORBIDDEN hold pairs
    of text and axis or term. COUNTS gets how many terms, places, sides and forbidden terms there are.
    """
    t, p, s, f = 0, 0, 0, 0
    for text in range(len(starts) - 1):
        at, begin, end, reach = starts[text], starts[text], starts[text + 1], 0
        term_starts[text] = t
        while at < end:
            word = words[at]
            flags, term, weight = table[word, FLAGS], table[word, TERM], weights[word]
            axis, forbids, length = table[word, AXIS], table[word, REACH], 1
            strange = flags & UNKNOWN and bigs[at] == 1
            if not (flags & SIMPLE and reach == 0 and not strange):
                if flags & PHRASE:
                    number = phrase_at(
                        words, hashes, heads, phrases, phrase_hashes, table[word, PHRASES], at, end
                    )
                    if number >= 0:
                        length, term = phrases[number, P_LENGTH], phrases[number, P_TERM]
                        weight, axis = phrase_weights[number], phrases[number, P_AXIS]
                        forbids = phrases[number, P_REACH]
                if length == 1 and (flags & (REGION | MARKER) or strange):
                    taken = 0
                    after_known = at + 1 == end or table[words[at + 1], FLAGS] & UNKNOWN == 0
                    if not (flags & MARKER and after_known):
                        taken = named(words, bigs, table, hashes, regions, at, begin, end, found)
                    if taken:
                        places[p, 0], places[p, 1] = text, t
                        for column in range(4):
                            places[p, 2 + column] = found[column]
                        p += 1
                        terms[t], heavy[t] = -1, 1.0
                        t += 1
                        if flags & UNKNOWN == 0 and stamps[term] != text + 1:
                            stamps[term], stand[term] = text + 1, t
                            terms[t], heavy[t] = term, weight
                            t += 1
                        at += taken
                        continue
                if term == thanks:
                    thanked[text] = 1
                if forbids:
                    reach = forbids
                elif weight > 0:
                    if reach and weight > _FORBIDDEN:
                        reach -= 1
                        forbidden[f, 0], forbidden[f, 1] = text, term
                        f += 1
                        axis = -axis
                    if axis:
                        sides[s, 0], sides[s, 1] = text, axis
                        s += 1
            if weight > 0:
                if stamps[term] != text + 1:
                    stamps[term], stand[term] = text + 1, t
                    terms[t] = term
                    t += 1
                heavy[stand[term]] = weight
            at += length
    term_starts[len(starts) - 1] = t
    counts[0], counts[1], counts[2], counts[3] = t, p, s, f


@compiled
def manner(
    words: Any, word_starts: Any, raws: Any, raw_starts: Any, civic: Any, table: Any, raw_table: Any,
    hashes: Any, heads: Any, pairs: Any, stamps: Any, units: Any, unit_starts: Any,
) -> None:  # fmt: skip
    """Write the units of `features.manner` of every text; PAIRS: length, second word, third word, unit."""
    u = 0
    for text in range(len(word_starts) - 1):
        begin = word_starts[text]
        end = min(word_starts[text + 1], begin + READ_WORDS)
        unit_starts[text] = u
        for at in range(begin, end):
            word = words[at]
            stamps[word] = text + 1
            units[u] = table[word, FIRST] if at < begin + 2 else table[word, UNIT]
            u += 1
            head = table[word, CUES]
            if head >= 0:
                for number in range(heads[head, 0], heads[head, 0] + heads[head, 1]):
                    length = pairs[number, 0]
                    if at + length > end or pairs[number, 1] != hashes[words[at + 1]]:
                        continue
                    if length == 3 and pairs[number, 2] != hashes[words[at + 2]]:
                        continue
                    units[u] = pairs[number, 3]
                    u += 1
        for at in range(raw_starts[text], min(raw_starts[text + 1], raw_starts[text] + READ_WORDS)):
            unit, word = raw_table[raws[at], R_UNIT], raw_table[raws[at], R_WORD]
            if unit >= 0 and stamps[word] != text + 1:
                stamps[word] = text + 1
                units[u] = unit
                u += 1
        if end > begin and table[words[end - 1], FLAGS] & QUESTION:
            units[u] = ASKING
            u += 1
        if end - begin < 5:
            units[u] = SHORT
            u += 1
        if civic[text] == 0:
            units[u] = NOTHING
            u += 1
    unit_starts[len(word_starts) - 1] = u


@compiled
def sums(ids: Any, starts: Any, most: int, rows: Any, out: Any) -> None:
    """Write for each text the sum of the ROWS of its first MOST ids."""
    width = rows.shape[1]
    for text in range(len(starts) - 1):
        for at in range(starts[text], min(starts[text + 1], starts[text] + most)):
            for column in range(width):
                out[text, column] += rows[ids[at], column]


@compiled
def loudest(
    ids: Any, starts: Any, most: int, rows: Any, first: int, width: int, best: Any, base: Any, least: float,
    loud: Any, found: Any,
) -> None:  # fmt: skip
    """Write to FOUND the three ids (by their BASE, -1 for one that is no word) that speak most for BEST.

    A word speaks by what it adds to the best of the WIDTH columns from FIRST beyond their mean, or by what it
    adds to the one column; at least LEAST. A text whose BEST is -1 has none.
    """
    for text in range(len(starts) - 1):
        found[text, 0], found[text, 1], found[text, 2] = -1, -1, -1
        loud[0], loud[1], loud[2] = least, least, least
        if best[text] < 0:
            continue
        for at in range(starts[text], min(starts[text + 1], starts[text] + most)):
            own = base[ids[at]]
            value = rows[ids[at], first + best[text]]
            if width > 1:
                mean = value - value
                for column in range(first, first + width):
                    mean += rows[ids[at], column]
                value -= mean / width
            if own < 0 or value <= loud[2]:
                continue
            place = 2
            for earlier in range(3):
                if found[text, earlier] == own:
                    place = earlier
            if found[text, place] == own and value <= loud[place]:
                continue
            while place > 0 and value > loud[place - 1]:
                found[text, place], loud[place] = found[text, place - 1], loud[place - 1]
                place -= 1
            found[text, place], loud[place] = own, value


@compiled
def seconds(terms: Any, starts: Any, second_of: Any, first_of: Any, best: Any, found: Any) -> None:
    """Write for each text the second level of its BEST subject that most terms belong to, or -1."""
    for text in range(len(starts) - 1):
        most, found[text] = 0, -1
        for at in range(starts[text], starts[text + 1]):
            code = second_of[terms[at]]
            if code < 0 or first_of[code] != best[text]:
                continue
            count = 0
            for other in range(starts[text], starts[text + 1]):
                count += second_of[terms[other]] == code
            if count > most or (count == most and code < found[text]):
                most, found[text] = count, code


@compiled
def sketch(
    words: Any, starts: Any, table: Any, column: int, most: int, rows: Any, low: Any, out: Any
) -> None:
    """Write one byte a hash: of the least hash of the pieces of the text's words, spread by a product."""
    for text in range(len(starts) - 1):
        low[:] = 0xFFFFFFFF
        taken = 0
        for at in range(starts[text], starts[text + 1]):
            row = table[words[at], column]
            if row < 0 or taken == most:
                continue
            taken += 1
            for k in range(len(low)):
                low[k] = min(low[k], rows[row, k])
        if taken:
            for k in range(len(low)):
                # The high bits of a minimum of many hashes are all zero; the product spreads what varies.
                out[text, k] = ((low[k] * 0x9E3779B1) & 0xFFFFFFFF) >> 24


@compiled
def heaviest(terms: Any, heavy: Any, starts: Any, number_of: Any, hashes: Any, weights: Any) -> None:
    """Write the heaviest terms of each text in rising order of their numbers, and their hundredths.

    Of equal weight the lower number goes first. HASHES and WEIGHTS have one row a text and bound the count.
    """
    width = hashes.shape[1]
    for text in range(len(starts) - 1):
        begin, end, count = starts[text], starts[text + 1], 0
        for at in range(begin, end):
            number, weight = number_of[terms[at]], heavy[at]
            if end - begin > width:
                before = 0
                for other in range(begin, end):
                    if heavy[other] > weight or (heavy[other] == weight and number_of[terms[other]] < number):
                        before += 1
                if before >= width:
                    continue
            if count == width:
                continue
            place = count
            while place > 0 and hashes[text, place - 1] > number:
                hashes[text, place] = hashes[text, place - 1]
                weights[text, place] = weights[text, place - 1]
                place -= 1
            hashes[text, place], weights[text, place] = number, int(weight * 100)
            count += 1


@compiled
def crc(buffer: Any, begin: int, end: int, table: Any) -> int:
    """Return the CRC-32 of BUFFER from BEGIN to END."""
    value = 0xFFFFFFFF
    for at in range(begin, end):
        value = int(table[(value ^ buffer[at]) & 255]) ^ (value >> 8)
    return value ^ 0xFFFFFFFF


@compiled
def letters(buffer: Any, starts: Any, table: Any, weights: Any, most: int, out: Any) -> None:
    """Write the sum of WEIGHTS over each word of BUFFER and its pieces of 2 to 4 letters, MOST of them."""
    for word in range(len(starts) - 1):
        begin, end, taken = starts[word], starts[word + 1], 0
        for size in (0, 2, 3, 4):
            last = end - size if size else begin
            for at in range(begin, last + 1):
                if taken < most:
                    row = crc(buffer, at, at + size if size else end, table) % len(weights)
                    for column in range(weights.shape[1]):
                        out[word, column] += weights[row, column]
                    taken += 1


@compiled
def pieces(buffer: Any, starts: Any, table: Any, size: int, multiply: Any, offset: Any, out: Any) -> None:
    """Write the least of each hash (a product and an offset, modulo 2**32) of each word's pieces."""
    for word in range(len(starts) - 1):
        out[word, :] = 0xFFFFFFFF
        for at in range(starts[word], max(starts[word] + 1, starts[word + 1] - size + 1)):
            value = crc(buffer, at, min(at + size, starts[word + 1]), table)
            for k in range(len(multiply)):
                mixed = (value * int(multiply[k]) + int(offset[k])) & 0xFFFFFFFF
                out[word, k] = min(out[word, k], mixed)
