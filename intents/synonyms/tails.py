"""What may follow a command in any order: price, day, method, channel … Groups with slots of the command."""

from __future__ import annotations

GROUPS = {
    "item_tail": (
        "[[medium|in|medium is|made of|made from|material|materials] [:|is] {medium@medium};medium [:|is] "
        "{medium@short};[size|dimensions|measuring|measures|size is|sized|dims] [:|is] {size};[price|"
        "asking|priced at|at|for|asking price|price is|costs|@|we ask|selling for|sells for|retail|we want|"
        "list price|retail price|retails for|sell at|sell for] [:|is] {price} [each|apiece|a piece|per "
        "piece|a pop|ea|price];(quantity|stock|have|we have|count|quantity is|in stock|number "
        "of pieces|amount) [:|of|is] {quantity} [pieces|pcs|in stock|of them];{quantity} (pcs|pieces|in "
        "stock|units|of them|available|copies|made|pc|on hand|items|piece|pieces in stock|x);category [:|"
        "is|as|of] {category@short};[from|dated|year|made in|circa|c|ca|year is|in|of] {year};(location|in "
        "the|in|at the|stored in|it is in|at|kept in|its in|on|location is|location:|currently in|"
        "currently at|is in the|on the) [:|is|the] {location@short};(cost|cost us|we paid|bought for|paid|"
        "our cost|purchase price|cost price|cost is|cost me|i paid|costs us) [:|is] {cost};(consigned by|"
        "consignor|on consignment from|consignment from|belongs to|consigned from|consignor is|consigned|"
        "on consignment by|consignment by|owner|owned by) [:|is|from] {consignor};(by|artist|maker|artist "
        "is|maker is|brand|made by) [:] {maker};[a|an|in an|in a|as an] [limited|numbered|signed|print] (edition "
        "of|edition size|edition|ed of|ed) [:|is|of] {edition@count} [pieces|prints|numbers] [[plus|and|with|,] "
        "{proofs} (ap|aps|a p|proofs|artists proofs|artist proofs|proof)]]"
    ),
    "sale_tail": (
        "[to {contact};[<at>] [total|a total of|altogether|just|only|now|the full|full price|asking price "
        "of] {price} [total|all in|altogether|in total|net|flat|together|for the lot|for all|for both|for "
        "the pair];{unit_price} (each|apiece|a piece|per piece|ea|a pop|per item|per unit|pr piece|/each|"
        "per each|per pc|a head);[{when}];(by|in|via|with|on|paid by|paid in|paid with|paying by|paying "
        "with|cash|per|she paid by|he paid by|through) {method};{method} [payment|sale];(on|via|through|"
        "over|at) {platform};(with|minus|less|at|after|and|incl|including|gave her|gave him|gave them|"
        "giving her|giving him|i gave her|i gave him) [a] {discount} (off|discount|reduction|rebate);[a] "
        "{discount} (off|discount);(discount|discount of|with discount|less) {discount};(with|and|plus|"
        "against|on) [a] deposit [of|:] {deposit};(with|and) [a] {deposit} (deposit|down|down payment|as "
        "deposit|as a deposit|upfront|paid already|already paid);{deposit} (deposit|down|down payment|"
        "deposit paid|upfront|paid already|as a deposit|as deposit|on deposit);(deposit|down payment|"
        "deposit of) {deposit};(quantity|x|qty) {quantity};(at the fair|at the gallery|at the opening|in "
        "the shop|at the show|over the counter|at the market|in person|at the booth|in the gallery|in the "
        "end|at last)]"
    ),
    "offer_tail": (
        "[<at> {price} [net|total|all in|flat|or best offer];{price};[<offer_until>] {until};(for|on) "
        "{until};(good|valid) (for|until|through) {until}]"
    ),
    "pay_tail": (
        "[[a|the|another|us|me|today] [total of|deposit of|payment of|first payment of|last payment of|"
        "rest of|first installment of|partial payment of|final payment of|balance of] {amount} [deposit|"
        "down|payment|already|total|in full|first|more|so far|so far today|as deposit|as a deposit|back|"
        "installment|instalment|as first payment];(by|via|in|with|per|using|through|on|paid by|paid in|"
        "paid with|as) [a|her|his|their] {method} [transfer|payment];{method} [payment];[on|for] {when};"
        "(for|on|toward|towards|against|re|off) [the|her|his|their] <order> {order};(for|on|toward|towards|"
        "against|re) {order};(for|on|toward|towards) [the|her|his|their] {_@item};(for|toward|towards) "
        "[the|her|his|their] (invoice|bill|balance|deposit|rest|remainder|outstanding amount|order)]"
    ),
    "method_tail": (
        "([by|via|in|with|per|through] {_@method} [transfer] [{_@when}]|{_@when}|today|(for|from) "
        "{_@period}|for [the] {_@item}|(for|from) [the|her|his|their] (sales|sale|share|last sale|"
        "consignment))"
    ),
    "order_tail": (
        "[[for|at|,|total|for a total of|@|at a price of] {price} [total|all in|altogether|in total|for "
        "everything|together];(with|minus|less|at|and|give) [a] {discount} (off|discount);{discount} (off|"
        "discount);with discount {discount};<order_lead>]"
    ),
    "in_period": "[for|of|during|placed|made|received|that came in|so far] {period}",
    "track_tail": (
        "[[,] [with|via|by|through|using|per|on] <carrier> [express|ground|priority|parcel];[,] [with|and|"
        "the] [tracking|tracking number|tracking code|tracking no|track|track number|tracking is|tracking "
        "number is|number|tn|trk|track and trace|awb|waybill|tracking id|shipment number|consignment "
        "number|code|label] [is|:|#|was] {tracking};[today|yesterday|this morning|just now]]"
    ),
    "batch_tail": (
        "[[,] [via|by|with|through|on|per|going] <carrier>;[,] [with|and|the] [tracking|tracking number|"
        "tracking code|tracking no|number|awb|waybill|tracking is|tracking number is|tracking id|track] "
        "[is|:|#] {tracking};[,] (with|containing|including|for|items|consisting of|has|holding|that has|"
        "made up of|and add|and put in|of|and put|contains|to include) [:] {items} [in it|inside];[,] {items} (in it|"
        "inside|in there|on board)]"
    ),
    "listing_tail": (
        "[[,] [<at>] [price|asking|fixed price|buy now|a price of|for sale at] {price};[,] [as] [a|an] "
        "{kind} [listing|sale|price|format];[,] (start|starting|starting at|start price|starting price|"
        "start at|starts at|from|opening bid|start bid|starting bid|opening at|bidding from|bids from|"
        "begin at|beginning at|start from|starting from|starting bid of|opening bid of|start price of|with "
        "a starting bid of|with start price|opening|with a start price of|minimum bid|with opening bid) "
        "[of|at|:|is|from] {start_price};[,] [with|and|no less than] [a|the] (reserve|reserve price|"
        "reserve of|reserve at|reserve is|min price|reserve price of|minimum price) [of|at|:|is|price] "
        "{reserve};[,] {reserve} reserve;[,] [with] [a] {start_price} (start|starting price|opening bid|"
        "start price|starting bid|to start);[,] (for|lasting|running|running for|over|duration|run|runs|"
        "run for|during|lasts|within) {days} (days|day);[,] {days} (days|day) [auction|long|listing];[,] "
        "{kind} (for|at) {price}]"
    ),
    "items_tail": (
        "[[by|via|on|over|through|per] {channel};(saying|with the message|with a note|and say|with the "
        "note|:|with message|and tell her|and tell him|and tell them|and write|adding|and add|with the "
        "text|with a message saying) [:|,|-] {message}]"
    ),
    "cover_tail": (
        "([,|and|-] [while] {user} (covers|is covering|will cover|takes over|stands in|fills in|is in "
        "charge|handles things|is on duty|cover|covering|will take over|is taking over|will handle things|"
        "handles everything|takes my threads|covers for me|is covering for me|will cover for me|steps in|"
        "will fill in|will stand in|is my backup|will step in|can cover|takes care of things|takes my "
        "place|has my threads|replaces me|holds the fort|in charge) [for me|my threads|until then|things|"
        "everything|in the meantime|me|meanwhile|my stuff]|[,|and|-] (cover|covered by|covering|backup|"
        "back up|cover by|substitute|stand-in|replacement|ask|contact|talk to|threads to|forward to|"
        "forward my threads to|hand my threads to|give my threads to|with) [is|:|goes to|everything to] "
        "{user} [covering|in charge]|[,])"
    ),
    "in_period2": (
        "([for|of|during|over|,|-|so far] {period}|so far|to date|in total|overall|all time|ever|altogether)"
    ),
    "price_range": (
        "(<under> {max_price} [max|maximum|or less|tops|or under|or so|at most|or below|or cheaper|please]|"
        "(between|from|in the range of|ranging from|priced between|in the range|costing between) "
        "{min_price} (and|to|until|-|through) {max_price}|{min_price} (to|until|-) {max_price}|<over> "
        "{min_price} [up|upwards|or more|and up|or above|and above|minimum]|{max_price} (max|maximum|or "
        "less|tops|or under|at most|or below|budget)|{min_price} (or more|and up|upwards|or above|minimum|"
        "plus|and above|and over))"
    ),
    # What a list is asked for beside what the things are; crm_core/services/list_words.py reads it.
    "sought": (
        "((from|of|in|made in) [the] [early|mid|late] <decade>|(made in|dated|before|after|older than|newer "
        "than|made before|made after) {_@year}|from {_@year} [(to|until|-) {_@year}]|with [the|its|their] "
        "[original] (box and papers|box and original papers|box|papers|full set)|(without|with no|no) "
        "[original] (box and papers|box or papers|box|papers)|[that are|that is|which are] (not|arent|isnt) "
        "[yet] (listed|online) [yet|anywhere|on {_@platform}]|[that are|that is] not [yet] [live|up] on "
        "{_@platform}|[that are|that is|currently] (listed|live|up|online) on {_@platform}|unlisted|(without|with "
        "no|missing|that have no|lacking) [a|an|any|the] (price|prices|photo|photos|picture|pictures|location|"
        "description|year|images|place))"
    ),
    "decade": (
        "(20s|30s|40s|50s|60s|70s|80s|90s|1800s|1810s|1820s|1830s|1840s|1850s|1860s|1870s|1880s|1890s|1900s|"
        "1910s|1920s|1930s|1940s|1950s|1960s|1970s|1980s|1990s|2000s|2010s|2020s|twenties|thirties|forties|"
        "fifties|sixties|seventies|eighties|nineties)"
    ),
    "hint_tail": (
        "([,|and|-|:|but|please] {hint=(mention|mentioning|say|saying|include|including|with|focus on|"
        "focusing on|highlight|highlighting|emphasize|emphasise|stress|point out|talk about|dont mention|"
        "leave out|keep it|make it|about|that says|without|tell|describe|note|maybe mention|keep|dont say|"
        "use|something about|it should|stressing|emphasizing|play up|bring up|work in|put in|put|also|dont "
        "forget|add|to include|should mention|must mention|make sure to mention|be sure to mention|which "
        "mentions|short|no more than|max) [that] {_@text}}|[,] {hint=(short|brief|in english|in german|in "
        "french|in swedish|long|detailed|formal|casual|poetic|simple)}|[,] {hint=(for|on) [the|our] (etsy|ebay|"
        "catawiki|chrono24|tradera|instagram|facebook|website|web site|newsletter|catalog|catalogue|auction) "
        "[(,|and|-|:) {_@text}]})"
    ),
}
