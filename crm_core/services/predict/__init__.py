"""Who is likely to buy again, when, and for how much: numbers from purchases alone, never from a model of language.

purchasing: how often somebody buys, and whether they still do.  spending: how much.  history: what was bought, from
the rows.  fitting: the nightly fit and the stored forecasts.  outlook: the forecast of one contact, as it is now.
"""
