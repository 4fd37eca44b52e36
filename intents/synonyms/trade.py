"""Verbs and nouns of the trade, and how staff say them. Syntax: ``phrases.py``, without slots."""

from __future__ import annotations

GROUPS = {
    "our": "(the|our|my|a|an|that|this|his|her|their|its|some|your)",
    "whats": "(whats|what is|what are|whatre|what s|what was)",
    "whos": "(whos|who is|who are|whore)",
    "wheres": (
        "(wheres|where is|where are|whereabouts is|where s|where did|what about|where has|where "
        "was|wheres my|where be|how about)"
    ),
    "show": (
        "(show|show me|show us|list|list me|list out|display|give me|give us|give|get me|see|let me see|"
        "pull up|bring up|look up|lookup|open|open up|view|find|find me|check|fetch|can i see|could i see|"
        "may i see|i need to see|tell me|i want to see|i would like to see|id like to see|need|i need|send "
        "me|print|read me|read out|get)"
    ),
    "at": (
        "(at|for|@|to be|with price|at a price of|priced at|price|asking|asking price|costs|cost|costing|"
        "worth)"
    ),
    "under": (
        "(under|below|less than|up to|max|maximum|at most|no more than|not more than|not over|nothing over|"
        "cheaper than|within|beneath|lower than|not above|tops|upto|up until|budget|budget of|with a "
        "budget of|budget is|her budget is|his budget is|their budget is|budget like|budget about|budget "
        "around|with budget|not exceeding|limit|top price|max price|no higher than|ceiling|capped at|"
        "willing to pay|will pay up to|can pay up to|can spend|can spend up to|spends up to|pays up to|"
        "will go up to|can go up to|can go to|would go to|goes up to|nothing above|nothing more than|but "
        "not more than|but not over|but max|but under|price up to|around|about|for under|for less than|for "
        "max|for up to|for no more than|costing under|priced under|at or below)"
    ),
    "over": (
        "(over|above|more than|at least|min|minimum|from|starting at|upwards of|higher than|north of|"
        "priced over|priced above|costing over|costing more than|no less than|not under)"
    ),
    "file": "(file|record|records|card|profile|account|contact|page|entry|folder|sheet)",
    "client": "(contact|client|collector|customer|buyer|person|lead|prospect|patron|contacts|shopper)",
    "clients": (
        "(contacts|clients|collectors|customers|buyers|people|folks|patrons|leads|prospects|everyone|"
        "everybody|anyone|anybody|guys|shoppers|persons|names|those|ones)"
    ),
    "details": (
        "(details|detail|info|information|contact details|contact info|contact|file|record|profile|card|"
        "data|number|phone|phone number|email|email address|address|birthday|number and email|email and "
        "phone|particulars|contact information|coordinates|contact card|contact record|birth date|digits|"
        "company)"
    ),
    "number": "(number|phone|phone number|phone numbers|digits|landline)",
    "new": (
        "(new|add|add a|add an|add new|add a new|create|create a|create new|create a new|save|save new|"
        "save a new|enter|enter a|register|register a|register a new|a new|got a new|got new|we have a new|"
        "i have a new|there is a new|theres a new|put in|put in a|make a new|make new|make a|record|record "
        "a new|record a|input|input new|set up|set up a new|start a new|store|store a new|another new|put|"
        "set up a|enter a new|have a new|we got a new|met a new|please add|log a new|open a new|ad|ad new|"
        "ad a new)"
    ),
    "sold": (
        "(sold|sell|sale of|just sold|we sold|i sold|have sold|weve sold|ive sold|we just sold|i just sold|"
        "we have sold|i have sold|finally sold|sale|record sale of|record a sale of|record the sale of|log "
        "sale of|log the sale of|log a sale of|record sale|log sale|record a sale|mark as sold|mark sold|"
        "selling|sells|sold off|i have just sold|we have just sold|ive just sold|weve just sold|managed to "
        "sell|i managed to sell|we managed to sell|book the sale of|book a sale of|register sale of|"
        "register the sale of|ring up|rang up|put through a sale of|put through|book sale of|offloaded|"
        "flogged|shifted|let go of|ive finally sold|just now sold|sold sold)"
    ),
    "bought": (
        "(bought|buys|has bought|just bought|purchased|took|takes|has purchased|acquired|has taken|is "
        "buying|just purchased|has acquired|is taking|snapped up|went for|picked up|just took|buy|has just "
        "bought|will buy|buy already|already bought|wants to buy|grabbed|bought up|ended up buying|ended "
        "up taking|decided to buy|decided on|decided to take|finally bought|walked out with|left with|went "
        "home with|nabbed|scooped up|has just purchased|has decided to take|has decided to buy|agreed to "
        "buy|agreed to take|has agreed to buy|has agreed to take)"
    ),
    "pay": (
        "(paid|pays|has paid|just paid|payed|sent|has sent|gave us|gave me|transferred|wired|settled|has "
        "settled|put down|has transferred|has wired|came through with|deposited|handed over|handed me|"
        "handed us|sent us|sent me|paid us|paid me|has payed|pay|coughed up|forked over|just sent|just "
        "transferred|just wired|pay already|already paid|venmoed|zelled|paypaled|swished|has just paid|"
        "made a payment of|has made a payment of|made payment of|remitted|has remitted|just settled|paid "
        "off|paid up|has paid us|finally paid|has finally paid)"
    ),
    "hold": (
        "(hold|reserve|keep|put aside|set aside|save|hold back|keep aside|put a hold on|place a hold on|"
        "put hold on|place on hold|put on hold|book|earmark|put a reserve on|lay aside|hold on to|hold "
        "onto|put a reservation on|place a reservation on|put a reserve sticker on|mark as reserved|mark "
        "reserved|lock|keep back|stash|make a hold on)"
    ),
    "release": (
        "(release|free up|free|unhold|un-hold|unreserve|let go of|lift the hold on|lift hold on|take the "
        "hold off|take hold off|remove the hold on|remove hold on|remove the hold from|end the hold on|"
        "drop the hold on|cancel the hold on|cancel hold on|take off hold|clear the hold on|clear hold on|"
        "remove the reservation on|cancel the reservation on|cancel the reservation for|undo the hold on|"
        "release the hold on|release hold on|stop holding|no longer hold|unblock|drop hold on|remove the "
        "reserve on|lift the reservation on|stop reserving|cancel reservation of|kill the hold on|end hold "
        "on|take the reservation off|put back on the floor|clear the reservation on|release the "
        "reservation on|remove hold from|take off the hold on)"
    ),
    "invoice": "(invoice|bill|invoices|inv|receipt|pro forma|proforma|proforma invoice)",
    "move": (
        "(move|moved|moving|relocate|relocated|transfer|shift|shifted|take|took|bring|brought|put|send|"
        "sent|carry|hang|hung|place|placed|transferred|store|stored|moves|goes|return|moved the|drop off|"
        "dropped off|ship|dropped)"
    ),
    "change": (
        "(change|update|set|edit|correct|fix|modify|amend|adjust|alter|changed|switch|revise|make|updated|"
        "corrected)"
    ),
    "remind": (
        "(remind me|reminder|reminder for me|remember to remind me|set a reminder|set reminder|set me a "
        "reminder|add a reminder|add reminder|create a reminder|make a reminder|put a reminder|put in a "
        "reminder|give me a reminder|remind us|need a reminder|i need a reminder|get a reminder|set up a "
        "reminder|another reminder|new reminder)"
    ),
    "todo": (
        "(todo|task|to do|new task|new todo|add task|add a task|add todo|add a todo|add to my list|add to "
        "my todo list|add to my todos|create a task|create task|make a task|put on my list|put on my todo "
        "list|add to the list|on my list|add to todo|add to do|task for me|todo for me|note to self|memo "
        "to self|make a note to|note to myself|must remember)"
    ),
    "list_for_sale": (
        "(list|put|post|publish|upload|sell|offer|place|advertise|get|stick|put up|create a listing for|"
        "make a listing for|list up|bring|start a listing for|set up a listing for|"
        "throw|pop|chuck|relist|re-list|start listing|open a listing for|launch|stick "
        "up)"
    ),
    "unlist": (
        "(take|took|taken|pulled|removed|pull|remove|unlist|delist|take down|withdraw|delete|end|yank|drop|get|"
        "de-list|stop selling|stop listing|kill|pull down|end the listing of|end the listing for|take off|"
        "close the listing for|"
        "close the listing of|unpublish|end listing|end the auction of|end the auction for|end listing for|"
        "remove the listing for|remove the listing of|remove listing of|delete the listing for|cancel the "
        "listing of|cancel the listing for|take down the listing for|end listing of|cancel listing)"
    ),
    "text_verb": (
        "(text|message|write|write to|tell|let|inform|send|contact|drop|ping|dm|shoot|text to|message to|"
        "notify|send a message to|send a text to|send text to|send message to|send a note to|drop a line "
        "to|shoot a text to|send a line to|shoot a message to|send note to|drop a note to|fire off a text "
        "to|text back)"
    ),
    "draft": (
        "(draft|write|compose|prepare|draft up|write up|whip up|put together|come up with|work up|propose|"
        "sketch|make|formulate|help me write|help me draft|start|make me|do|write me|draft me|prepare me|"
        "get me)"
    ),
    "thanks": (
        "(thanks|thank you|thank|thanks you|merci|gracias|danke|grazie|tack|cheers|ta|much "
        "appreciated|appreciated|appreciate it|i appreciate it|we appreciate it|many thanks|tks|tnx|"
        "obrigado|bedankt|dank u|dank je|tack)"
    ),
    "order": "(order|order number|order no|orders|order nr|ordernumber|#)",
    "thread": (
        "(thread|chat|conversation|messages|texts|convo|conversation history|message history|chat history|"
        "exchange|correspondence|dialogue|talk|text thread|message thread|sms thread|emails|whole thread|"
        "history of messages|dms)"
    ),
    "wish": (
        "(wish|wishlist|wish list|wishes|want list|wantlist|search|request|looking for list|wanted list)"
    ),
    "new_item": (
        "(new (item|piece|work|watch|painting|product|artwork|print|sculpture|arrival|stock|in stock|"
        "drawing|photograph|edition|listing|inventory|acquisition|consignment)|(add|create|enter|save|"
        "register|record|put in|log|ad|i have|we have|got|we got|just got|make|input|set up|please add) [a|"
        "an|another|the following|this|one] [new] (item|piece|work|watch|painting|product|artwork|"
        "print|sculpture|work of art|drawing|photograph|stock item|entry)|(add|enter|put|register|save) "
        "(to|in|into) [the|our] (stock|inventory|catalog|collection)|a new (item|piece|work|watch|painting|"
        "product))"
    ),
    "arrived": (
        "(just finished|just in|new in|just arrived|just came in|just out of the kiln|fresh out of the "
        "kiln|straight out of the kiln|just got in|just done|came in|in today|arrived|hot off the press|"
        "fresh from the studio|just back from the studio|just consigned|new arrival|new arrivals|new stock|"
        "fresh|just out|out of the kiln|fresh off the wheel|fresh in)"
    ),
    "any_all": (
        "(any|anything|some|all|all the|all of the|every|all our|all my|our|my|everything|the|whatever|all "
        "available|available)"
    ),
    "available": (
        "(available|left|in stock|for sale|still available|we have|do we have|still for sale|still left|"
        "have we got|on hand|that are available|that is available|unsold|that we have|in inventory|right "
        "now|in the shop|in the gallery|still in stock|weve got|thats available)"
    ),
    "write": (
        "(write|draft|compose|prepare|make|create|generate|do|come up with|write up|whip up|put together|"
        "redo|rewrite|give|draft up|work on|need|i need|we need|do up|get|knock up|cook up)"
    ),
    "until_words": (
        "(until|through|by|up to|before|til the|to|till the|up until|good until|valid until|for|through to|"
        "for the next|until the end of|ends|expires|deadline|,)"
    ),
    "sale_lead": "(today|yesterday|this morning|last night)",
    "offer_until": (
        "(until|through|by|good until|valid until|valid through|good through|expires|expiring|expires on|"
        "open until|offer ends|ends|she has until|he has until|they have until|deadline|valid to|good to|"
        "valid|good|and it stands until|stands until|it is good until|its good until|valid for|good for|"
        "offer good until|offer stands until|for acceptance by|up to|holds until|offer valid until|which "
        "expires|and keep it open until|and keep it until|and hold it until|answer by|reply by)"
    ),
    "open_offers": (
        "([<show>|<whats>] [me] [any|all|all the|our|the|which|what|current|how many|all our|are there|are "
        "there any|do we have|do we have any|have we any|have we got any|have we] [open|pending|"
        "outstanding|current|active|live|running|standing] (offers|offer|bids|quotes|proposals|counter "
        "offers) [open|out|pending|outstanding|out there|running|still open|do we have|are open|are out|"
        "are pending|still out|do we have out|do we have open|are there|have we made|we made|waiting|still "
        "standing|are still open|right now|at the moment|do we have pending|are running|are outstanding|"
        "currently open|currently])"
    ),
    "place_order": (
        "(order|new order|place an order|place order|create an order|create order|make an order|make order|"
        "put in an order|open an order|take an order|add an order|start an order|an order|book an order|"
        "enter an order|enter order|write up an order|set up an order|log an order|record an order|put "
        "through an order|prepare an order|order in|put down an order|register an order|open a new order|"
        "create a new order|start a new order|write an order|make a new order|open order|do an order|take "
        "order|place a new order|put an order in|raise an order) [for|of|with]"
    ),
    "order_lead": "(today|now|from the shop|from stock)",
    "carrier": (
        "(dhl|ups|fedex|fed ex|usps|postnord|dpd|gls|royal mail|hermes|evri|tnt|purolator|canada post|"
        "australia post|bring|schenker|an post|la poste|chronopost|colissimo|post|mail|courier|dhl express|"
        "fedex ground|ups ground|usps priority|seur|correos|poste italiane|swiss post|japan post|"
        "parcelforce|ontrac|lasership|auspost|posti|postnl|bpost|air freight|freight|sea freight|crown|"
        "gander|dietl|momart|uship|malca amit|ferrari|brinks)"
    ),
    "hows": "(hows|how is|how are)",
    "wants": (
        "(wants|want|is looking for|looking for|is searching for|is after|is hunting|is hunting for|"
        "searches for|is on the hunt for|would like to have|is on the lookout for|would love to find|wants "
        "to find|wishes for|is seeking|needs|is in the market for|hunting for|looks for|seeks|would like|"
        "is trying to find|would love|is interested in finding|would like to find|is dreaming of|dreams of|"
        "is keen to find|wishes|is wanting|hunts|hunts for|has been looking for|has been searching for|"
        "wants to buy|would buy|is looking out for|is wishing for|asked for|is asking for|asks for|is "
        "asking about|wanted|search|search for|wants to get|need|would like to buy|look for|has been after|"
        "is chasing|is desperate for|is still looking for|is still after|still wants|is still searching "
        "for|is now looking for|really wants|also wants|is also looking for|wants to own|is waiting for|"
        "has asked for|is looking to buy|wants us to find|keeps asking for|would like us to find|desires|"
        "desire|is hoping to find|hopes to find|is craving|wishes to find|wishes to buy|wishes to have|has "
        "asked us to find|asked us to find|asked me to find|now wants|wanna|also want|is looking to find|"
        "is hoping for)"
    ),
    "say": (
        "(:|saying|say|says|saying that|and say|and say that|to say|to say that|that says|with the message|"
        "with this message|the following|with the text|telling her|telling him|telling them|telling her "
        "that|telling him that|telling them that|and let her know|and let him know|and let them know|and "
        "tell her|and tell him|and tell them|and tell her that|and tell him that|and tell them that|which "
        "says|reading|that reads|with the words|text|message|, saying|quote)"
    ),
    "text_all": (
        "(text|message|tell|inform|write|write to|send|notify|let|contact|send to|sms|announce to|message "
        "to|drop|shoot|whatsapp|ping|blast|text to|invite|remind|alert|email|send a text to|send a message "
        "to|mail)"
    ),
    "everyone": (
        "(everyone|everybody|all|all people|people|anyone|anybody|all the people|all those|those|all "
        "clients|clients|all collectors|collectors|all customers|customers|all our clients|all our "
        "collectors|all our customers|all contacts|contacts|all the clients|all the collectors|all the "
        "customers|all buyers|buyers|our clients|our collectors|our customers|all my clients|my clients|"
        "all of our clients|all my collectors|my collectors|my customers|all the folks|folks|every client|"
        "every collector|every customer|all of our collectors|the clients|the collectors|the customers|the "
        "people|all the contacts|every contact|whoever|every buyer|all the buyers)"
    ),
    "who_like": (
        "((who|that|whos|which) [ever|has|have] [likes|like|loves|love|collects|collect|is into|are into|"
        "is interested in|are interested in|is in|are in|lives in|live in|is on|buys|buy|bought|wants|want|"
        "follows|asked about|prefers|prefer|is tagged|are tagged|is tagged as|are tagged as|is|are|has|"
        "have|owns|own|is from|are from|is waiting for|are waiting for|enjoys|enjoy|are looking for|is "
        "looking for|follow|went to|came to|were at|attended|ordered|purchased|collected]|interested in|in|"
        "from|into|tagged|tagged as|on|with|on the|near|around|of|based in|living in|collecting|following|"
        "with tag|with the tag|at|from the|in the|we have in)"
    ),
    "say_all": (
        "(:|saying|say|that|know|know that|saying that|and say|to say|to say that|the message|with the "
        "message|with the text|the following|to|about|, saying|text|message)"
    ),
    "send_pics": (
        "(send|text|email|whatsapp|forward|show|share|give|get|shoot|share with|send to|mail|fire off|send "
        "over|drop|sent)"
    ),
    "pictures": (
        "(pictures|picture|images|shots|details|pictures and details|info and pictures|pictures and info|"
        "pictures and prices|a picture|snaps|some pictures|the pictures|few pictures|jpegs|closeups|"
        "pictures and price|photographs|pdf|a pdf|info|the details|details and pictures|close ups|a shot|a "
        "few pictures|couple of pictures|a couple of pictures)"
    ),
    "has_did": "[has|did|have|s|was it that|has been]",
    "have": "(have|has|do|did|ve|are|re)",
}
