"""Pure functions from text to records: no input or output, no clock, no database, no network.

A reader who looks for something finds it by its noun:

    records, errors, identity            what travels between the layers, and its ids
    reading                              all that one document gives; start here
    article · decoding · pages · plaintext · structured · titles · bylines · imprints · moments · page_dates ·
        language · blocks · furniture · draft
                                         bytes to an article: text, title, authors, dates
    sentences · terms · shingles · vectors · background
                                         a text in pieces that can be compared
    fingerprint · copies · similarity · stories · headlines
                                         the same text, the same story
    claims · reported · statements · attribution · quotations · speakers · names · contents · phrases · passages ·
        cueverbs · lexicon · checkworthiness
                                         who says what
    quantities · figures · numerals · measures · nouns · periods
                                         which numbers, of what
    origins · credits · outlets          on whose word
    accounts · groups · facts · conflicts · clashes, clashes_of_numbers, clashes_of_words,
        clashes_of_roles · posts · entities · values
                                         what a story's claims add up to, and where they disagree
"""
