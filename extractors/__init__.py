"""Pure functions from text to records: no input or output, no clock, no database, no network.

A reader who looks for something finds it by its noun:

    records, site_records, account_records, errors, identity
                                         what travels between the layers, and its ids
    reading                              all that one document gives; start here
    decoding · charsets · mojibake · parsing
                                         bytes to text, and markup to a tree
    article · pages · plaintext · structured · imprints · language · blocks · furniture · draft
    page_titles, titles · page_bylines, bylines · page_sources · canonical · truncation
    page_dates · printed_dates · date_lines · date_order · moments · months
                                         bytes to an article: text, title, authors, dates
    bodies · layout · block_features · container_names · block_model · roles
                                         a page's blocks: which ones are the story, and what the others are
    listing_kinds · listings · feeds · sitemaps · rhythm
                                         what feeds and sitemaps name, and how often to ask them
    site_pages · recurrence              what the pages of one site have in common
    revisions · twins                    an article that changed, an article at two addresses
    sentences · terms · proper_names · shingles · vectors · background
                                         a text in pieces that can be compared
    fingerprint · samples · postings · copies · copysets · similarity · headlines
                                         the same text, the same story
    tracking · followers · decisions · storybook · openarticles · reach · neighbourhood · agglomeration · succession ·
        rulings · grounds
                                         stories kept up with: found, merged, split, named, explained
    claims · reported · statements · sentence_parts · attribution · quotations · speakers · holders · names · contents ·
        clauses · phrases · passages · cueverbs · lexicon · stance · checkworthiness · people
                                         who says what
    quantities · figures · numerals · measures · nouns · periods
                                         which numbers, of what
    origins · credits · outlets          on whose word
    accounts · groups · facts · likeness · conflicts · clashes, clashes_of_numbers, clashes_of_dates,
        clashes_of_quotations, clashes_of_denials, clashes_of_roles · posts · entities · values
                                         what a story's claims add up to, and where they disagree
"""
