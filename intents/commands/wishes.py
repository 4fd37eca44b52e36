"""Wishes: what collectors are looking for, and who would like what we have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Ref, Reply, slot

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Contact, Item
    from crm_core.money import Money


class AddWish(Intent):
    """Remember what a contact is looking for."""

    contact: Contact = slot("contact", required=True, ask="Who is looking for it?")
    wish: str = slot("wish", required=True, ask="What are they looking for?")
    max_price: Money | None = slot("money")

    phrases = (
        "{contact} <wants> {wish} [[,] [with] [a] [her|his|their] <under> {max_price} "
        "[max|tops|maximum|or less|budget|limit|or so|at most|or under]]",
        "{contact} <wants> {wish} [,] {max_price} (max|tops|maximum|or less|at most|budget|or "
        "under|limit|top)",
        "(add|put|save|record|note|log|enter|create|register) [a|the] (wish|wish list "
        "item|search|request|want) (for|from|of|to) {contact} [:|,|-|for] {wish} [[,] <under> "
        "{max_price} [max|tops]]",
        "(add|put|save|record|enter) {wish} (to|on|in|onto) {contact's} <wish> [[,] <under> "
        "{max_price} [max|tops]]",
        "(add|put|save|record|enter) {wish} (to|on|in|onto) [the] <wish> (of|for) {contact} [[,] "
        "<under> {max_price} [max|tops]]",
        "(add|put|save) {contact} (on|to|in) [the|our] (waiting list|waitlist|wish "
        "list|wishlist|list|wait list) (for) {wish} [[,] <under> {max_price} [max|tops]]",
        "(add|put) (to|on|in) {contact's} <wish> [:|,|-] {wish} [[,] <under> {max_price} [max|tops]]",
        "<wish> (for|from|of) {contact} [:|,|-|is] {wish} [[,] <under> {max_price} [max|tops]]",
        "{contact's} <wish> [:|,|-|is|add] {wish} [[,] <under> {max_price} [max|tops]]",
        "{contact} <wish> : {wish} [[,] <under> {max_price} [max|tops]]",
        "(find|look for|keep an eye out for|keep an eye open for|look out for|keep a look out "
        "for|watch for|search|source|hunt down|be on the lookout for|keep eyes open for) {wish} "
        "for {contact@person} [[,] <under> {max_price} [max|tops]]",
        "(let|tell|notify) {contact} [know] (if|when) (we|i) (get|find|have|come across|see) "
        "{wish} [[,] <under> {max_price}]",
        "{contact} (asked|asks|would like|wants|asked us|told me|told us|wants us) [us|me] [to] "
        "(find|look for|look out for|keep an eye out for|source|get|call if we get|let know if we "
        "get|know if we get|keep an eye open for|hunt down|search for) [her|him|them] {wish} [[,] "
        "<under> {max_price} [max|tops]]",
        "{contact} would [dearly|really|very much|so|just] (love|like|want) [to] "
        "(find|have|own|get|buy|acquire|see|get hold of|track down|locate) {wish} [[,] <under> "
        "{max_price} [max|tops]]",
        "{contact} (is|s|are|has been|keeps) "
        "[really|still|always|also|desperately|currently|now|very] "
        "(looking|hunting|searching|hoping|longing|dying|itching|pining|gagging|aching|desperate|keen|eager|angling|dreaming|begging|asking|waiting|chasing|after|seeking|craving) "
        "[out] [for|after|of|to find|to get|to buy|to own|to have] {wish} [[,] <under> {max_price} "
        "[max|tops]]",
        "{contact} (asked|asks|has asked|keeps asking|enquired|inquired|wondered|is asking|was "
        "asking) [us|me] [about|for|after|to look for|to find|to keep an eye out for|if we have|if "
        "we could find|if we can find|whether we have] {wish} [[,] <under> {max_price} [max|tops]]",
        "(let|tell) {contact} know (if|when|should) [a|an|any] {wish} (turns up|comes up|comes "
        "in|shows up|pops up|arrives|becomes available)",
        "(note|jot|write) [down] [that] {contact} (wants|is after|is looking for|is hunting|would "
        "like|needs|seeks) {wish} [[,] <under> {max_price} [max|tops]]",
        "{contact} (wish|wants|search|seek|seeks|iso|wtb|look for) : {wish} [[,] <under> "
        "{max_price} [max|tops]]",
        "{contact} , (wants|looking for|after|hunting|seeking) {wish} [[,] <under> {max_price} [max|tops]]",
        "(find|source|look for) {contact@person} {wish} [[,] <under> {max_price} [max|tops]]",
        "{contact} (need|needs|want|wants) [to] (find|get|buy|have|own) {wish} [[,] <under> "
        "{max_price} [max|tops]]",
        "? [!{contact};!(looking for|hunting|searching|wants|after|wish|seeking|on the "
        "lookout|keen to find|dying for|craving|chasing|wishlist|wish list);!{wish};<under> "
        "{max_price}]",
    )
    examples = {
        "Tom wants a 1968 Speedmaster under 6k": {
            "contact": "Tom",
            "wish": "1968 Speedmaster",
            "max_price": {"amount": "6000.00", "currency": "USD"},
        }
    }
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        wish = wishes.add(crm, self.contact, self.wish, self.max_price)
        have = wishes.matches(crm, wish)
        now = f" We have {', '.join(f'{item.title} ({item.sku})' for item in have)}." if have else ""
        shown = [Ref("contact", self.contact.id, self.contact.name), *map(_item, have[:1])]
        return Reply(
            f"{self.contact.name} is looking for {wishes.shown(wish)}.{now} UNDO takes it back.", shown
        )


class ListWishes(Intent):
    """What contacts are looking for."""

    contact: Contact | None = slot("contact")

    phrases = (
        "(what|who) (is|are|does|do|did) {contact} [currently|still|now] (looking "
        "for|after|searching for|hunting|hunting for|want|wish for|wants|wishing for|wish|on the "
        "lookout for|look for|want to find|in the market for|need|waiting for|looking to "
        "buy|hoping to find|chasing|wanting|searching|seeking|trying to find|looking to find|hope "
        "to find) [these days|now|right now|at the moment|currently|from us|again|still]",
        "{contact} (is looking for|wants|want|looks for|is after|wants to find|want to find|is "
        "searching for|looking for) what",
        "(what|whats) {contact} (is|s) (looking for|after|searching for)",
        "<whats> {contact} (looking for|after|searching for|hunting|hunting for|wishing for|on the "
        "lookout for|in the market for|chasing|seeking) [these days|now|right now|at the "
        "moment|again]",
        "<whats> (on|in) {contact's} (wishlist|wish list|want list|wantlist|list|wishes|wish)",
        "[<show>] [me] {contact's} (wishlist|wish list|want list|wantlist|wishes|searches|requests|wish)",
        "<show> [me] [the|all|all the|our|every] (wishes|wish lists|wishlists|wish "
        "list|wishlist|want list|open wishes|requests|wanted list|searches|customer wishes|open "
        "requests) [of|for|from|by] [{contact}]",
        "<whats> (on|in) [the|our] (wishlist|wish list|want list|wishes) [of|for] [{contact}]",
        "(wishes|wish list|wishlist|open wishes|all wishes|wishlists|any wishes|list wishes|wish "
        "lists|wishes list|any open wishes) [of|for|from|by] [{contact}]",
        "(which|what) (wishes|requests|searches) (do we have|are there|are open|have we|does "
        "{contact} have|has {contact}|did {contact} have) [open|on file] [for|from] [{contact}]",
        "(whos|who is|who) (looking for|searching for|after|hunting for) (what|something|stuff|anything)",
        "what are (people|clients|collectors|customers|our clients|our collectors|our "
        "customers|they|everyone) (looking for|after|searching for|wishing for|hunting for)",
        "(anything|something|is there anything) {contact} (is|s) (looking for|after)",
        "(does|did) {contact} have [any|a] (wishes|wish|wish list|wishlist|requests|open wishes)",
        "? [!(wishlist|wishlists|wish list|wish lists|want list|want lists|wants "
        "list|wishes|wantlist);!(show|what|whats|list|everyones|all|everybodys|which|any|see|on|is|are|who|our|read|pull);{contact's};{contact}]",
    )
    examples = {"what is Tom looking for": {"contact": "Tom"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes
        from intents import pages

        if self.contact is not None:
            mine = wishes.of(crm, self.contact)
            what = "; ".join(wishes.shown(wish) for wish in mine) or "nothing that I know of"
            text = f"{self.contact.name} is looking for: {what}."
            return Reply(text, [Ref("contact", self.contact.id, self.contact.name)])
        rows = wishes.listed(crm, 9, self.page)
        if not rows:
            return Reply("Nobody's wishes are noted.")
        shown = rows[:8]
        lines = [f"{contact.name}: {wishes.shown(wish)}" for wish, contact in shown]
        refs = [Ref("contact", contact.id, contact.name) for _, contact in shown]
        return pages.page(self, "Wanted:", lines, refs, shown[-1][0].id if len(rows) > 8 else None)


class RemoveWish(Intent):
    """Drop a wish that was met or given up."""

    contact: Contact = slot("contact", required=True, ask="Whose wish?")
    wish: str = slot("wish", required=True, ask="Which wish?")

    phrases = (
        "{contact} (found|has found|got|has got|bought|already found|already has|finally "
        "found|already bought|has bought|has already found|located|found already|picked up) "
        "[his|her|their|a|the|himself|herself|already] {wish} [elsewhere|already|now|somewhere "
        "else|at auction] , [so|please] (drop|remove|delete|cancel|take "
        "off|strike|clear|kill|close|scrap|forget|end|cross off) [it|that|off] [the|her|his|their] "
        "[wish|it|that|search|request|from the list|from her list|from his list|from the "
        "wishlist|list|wish list|wishlist] [off] [the|her|his|their] [list|wish list|wishlist]",
        "{contact} (found|has found|already found|finally found|has already found) "
        "(his|her|their|the|a) {wish} [elsewhere|already|now|somewhere else]",
        "(drop|remove|delete|cancel|take|strike|clear|scrap|cross|kill|erase|end|close|forget) "
        "[the] {wish} (from|off|of|out of) {contact's} <wish>",
        "(drop|remove|delete|cancel|take|strike|clear|scrap|cross|kill|erase|end) [the] {wish} "
        "(from|off|of|out of) [the] <wish> (of|for) {contact}",
        "(drop|remove|delete|cancel|take off|strike|clear|scrap|cross "
        "off|kill|close|forget|erase|end) {contact's} <wish> (for|:|of|about) {wish}",
        "(drop|remove|delete|cancel|strike|clear|scrap|kill|close|forget|erase|end) {contact's} "
        "{wish} (wish|search|request)",
        "(drop|remove|delete|cancel|take off|strike|clear|scrap|kill|close|erase|end) [the] <wish> "
        "(for|of) {wish} (for|of|from|by) {contact}",
        "(drop|remove|delete|cancel|take off|strike|clear|scrap|kill|close|erase|end) [the] {wish} "
        "<wish> (for|of|from|by) {contact}",
        "(drop|remove|delete|cancel|take off|strike|clear|scrap|kill|close|erase|end) [the] <wish> "
        "(for|of|from|by) {contact} [:|,|for] {wish}",
        "{contact} (no longer wants|doesnt want|is no longer looking for|isnt looking for|stopped "
        "looking for|gave up on|is not looking for|has given up on|doesnt need|no longer needs|is "
        "done looking for|is over|has stopped looking for|does not want|is not after|isnt after|no "
        "more looking for|doesnt look for|lost interest in|not looking for|is not interested "
        "in|gave up looking for|not want) {wish} [anymore|any more|now|any longer] [, drop it|, "
        "remove it|, drop the wish|, remove the wish|, take it off the list|, delete it|, take it "
        "off]",
        "take {wish} off {contact's} (list|wish list|wishlist|wantlist|want list)",
        "{contact} (doesnt|does not|no longer|isnt|is not|has stopped|stopped) "
        "(need|needs|want|wants|looking for|after|hunting for|looking|hunting) {wish} [anymore|any "
        "more|any longer|now] [, drop it|, remove it|, take it off (the|her|his|their) "
        "(list|wishlist|wish list)|, delete (it|the wish)|, scrap (it|the wish)|, forget it]",
        "{contact} (has|got|bought|found|picked up|snagged|scored) "
        "[got|bought|found|already|finally|a|his|her|their|the] {wish} [elsewhere|somewhere "
        "else|now|already|at auction] [,] (scrap|remove|delete|drop|forget|close|strike|take "
        "off|clear|bin) [it|that|the|her|his|their] [wish|search|from the list|off the list|from "
        "the wishlist|from (her|his|their) (list|wishlist|wish list)]",
        "(scratch|cross|knock|tick|drop|remove) {wish} off {contact's} [wish|want] (list|wishlist)",
        "{wish} can come off {contact's} [wish|want] (list|wishlist)",
        "{contact} (scored|got|found|bought|snagged|landed|picked up|tracked down|located|has "
        "found|has got|already has) [a|an|the|his|her|their|one|already] {wish} "
        "(elsewhere|somewhere else|already|at auction|on his own|on her own|privately|online|from "
        "another dealer) [,] [so] "
        "(scratch|drop|remove|delete|cancel|forget|scrap|close|clear|strike|bin|kill) "
        "(that|the|it|this|her|his|their) [wish|search|request|from the list|off the list]",
        "? [!{contact};!(wish|wishlist|wish "
        "list|search);!(drop|remove|delete|off|strike|cancel|forget|found|scrap|cross);!{wish}]",
    )
    examples = {"Tom found his Speedmaster, drop the wish": {"contact": "Tom", "wish": "Speedmaster"}}
    effect = Effect.WRITE
    needs = Permission.CONTACTS_WRITE

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        wish = wishes.remove(crm, self.contact, self.wish)
        shown = [Ref("contact", self.contact.id, self.contact.name)]
        return Reply(f"Dropped {self.contact.name}'s wish: {wish.text}. UNDO takes it back.", shown)


class RecommendItems(Intent):
    """What to show a contact."""

    contact: Contact = slot("contact", required=True, ask="For whom?")

    phrases = (
        "(what|which pieces|which works|which items|what pieces|what works|which watches|what "
        "items|which|what else|what stuff|which watch|which piece|what new) "
        "(should|can|could|would|might|do|shall|to|must) [i|we|you] "
        "(show|offer|recommend|suggest|propose|pitch|send|sell|present|try on|bring|sell to|show "
        "to|offer to|recommend to|suggest to|propose to|pitch to|recommend for|suggest for|present "
        "to|pull for|interest|put in front of|bring to|pick for|set aside for) [to|for] {contact} "
        "[next|now|this week|today|when she comes|when he comes|from stock|from our stock|in]",
        "(what|anything|which pieces|which works|which items|something|what new|what stuff|do we "
        "have anything|have we got anything|is there anything|got anything|what do we have|what "
        "have we got|what in stock|whats|do we have something|have we anything|which watches|any "
        "works|any pieces|what else|anything new|is there something|anything in stock|what we "
        "have|what things) [that|which|do you think] (would|might|could|will|that would|for|would "
        "be|may|suits|fits|can) [i|we] [suit|interest|please|appeal to|fit|tempt|like|be right "
        "for|be good for|be of interest to|work for|go well with|grab|be something for|be for|be a "
        "fit for|show|catch|offer|fit for|match|sell to] [for] {contact} [like|love|want|buy|be "
        "interested in|go for|enjoy|in our stock|in stock|right now]",
        "(what|which pieces|which works|which items|which watches|which|which ones) "
        "(would|will|might|does|could|may) {contact} (like|love|want|buy|be interested in|go "
        "for|enjoy|fancy|appreciate|be into|take) [best|most|next|from stock|in stock|now|from our "
        "stock]",
        "[<show>|any|some|i need|need|make|got any|give me some] [me] [a|some|any|good|your] "
        "[good|new] "
        "(recommendations|suggestions|recommendation|suggestion|ideas|picks|matches|recs|idea|match|tips|proposals|item "
        "suggestions|pieces) (for|to show) {contact} [please]",
        "(recommend|suggest|propose|pick) [something|anything|some pieces|some items|a few "
        "pieces|pieces|items|a piece|a few works|some works|works|things|a few things|some "
        "things|a few items] (for|to) {contact}",
        "(anything|something|what) (for|new for|to show|to offer|to show to|to offer to|to "
        "recommend to|to pitch to) {contact} [in stock|right now|today]",
        "(match|find|find me|pick) [some|a few|something|pieces|items|works] "
        "[pieces|items|works|things] (for|to|that suit|that would suit|that match|to suit) "
        "{contact} [with our stock|with stock]",
        "{contact} (would like|might like|would love|will like|could like) what",
        "{contact's} (coming|visiting|dropping|popping|calling|stopping) [in|by|over|round] "
        "[{_@when}] [,] (what|which pieces|what pieces|what works) [should|do|can|could|would|to] "
        "[i|we] (show|offer|pull|suggest|recommend|get out|present|pick|put out) [for|to] "
        "[her|him|them]",
        "{contact} is (coming|visiting|dropping|popping|calling|stopping) [in|by|over|round] "
        "[{_@when}] [,] (what|which pieces|what pieces|what works) [should|do|can|could|would|to] "
        "[i|we] (show|offer|pull|suggest|recommend|get out|present|pick|put out) [for|to] "
        "[her|him|them]",
        "(what|which|whats|anything|something|got anything) "
        "[do|have|pieces|works|items|is|might|would|that|could|in "
        "stock|we|there|watches|stuff|new|good|should] [we|have|got|be|might|would|that|could|in "
        "stock|is] [got|have|that|be|in stock] [might|would|could|will|that] "
        "[be|appeal|suit|tempt|interest|right|good|work|fit|please|grab|tickle|speak|go down well] "
        "[to|for|with] {contact} [like|love|go for|fancy|want|enjoy|buy|be into|dig|take]",
        "(ideas|inspiration|suggestions|recommendations|picks|tips) for {contact}",
        "(pick|find|choose|select|suggest|recommend|line up|put together) (something|a few "
        "things|a few pieces|some works|some pieces|a selection|items|a few items|some things|a "
        "couple of pieces) (for|that would suit|to show|to suit|that suit) {contact}",
        "? [!{contact};!(show|recommend|suggest|propose|offer|pitch|interest|like|love|tempt|go "
        "for|fancy|suit|enjoy|appeal|buy|want|for);!(what|which|anything|something|ideas|pieces|works|picks|suggestions|recommendations)]",
    )
    examples = {"what should I show Maria": {"contact": "Maria"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import cards, recommend
        from intents import pages

        found = recommend.items_for(crm, self.contact)
        name = self.contact.name
        if not found:
            text = f"Nothing in stock fits what I know of {name}. Tell me what they like: “{name} likes …”."
            return Reply(text, [Ref("contact", self.contact.id, name)])
        lines = [f"{match.row.title}, {cards.price(match.row)} ({match.why})" for match in found]
        return pages.page(self, f"For {name}:", lines, [_item(match.row) for match in found])


class RecommendContacts(Intent):
    """Who would like an item."""

    item: Item = slot("item", required=True, ask="Which item?")

    phrases = (
        "(who|whod|whos|which <clients>|what <clients>|who all|who else|which person) "
        "(would|might|could|will|do you think would|may|d|can|would be|should be|is likely "
        "to|is|want|wants|of our clients would) [i|we|be|be most] (like|love|want|buy|go for|be "
        "interested in|fancy|enjoy|be into|interested in|appreciate|take|be keen on|likely to "
        "buy|be right for|be tempted by|the right buyer for|interest in|good for|care about|care "
        "for|right for|likely to want|jump on|be a match for|suit) [the|this] {item}",
        "(whod|who) (like|love|want|buy|go for|fancy|be interested in|be into) {item}",
        "(who|which <clients>|what <clients>) (should|can|could|do|would|shall|to|must) [i|we] "
        "(show|offer|sell|pitch|call about|contact about|text about|ask about|tell "
        "about|send|email about|approach about|reach out to about|approach with|approach "
        "for|recommend|present|notify about|propose|call for|contact for|write to about|target "
        "for|inform about) [the|this] {item} [to]",
        "(any|whos|find|find me|who are|suggest|list|give me|show me|got any|do we have any|do we "
        "have|is there|have we got|have we any|get me|recommend|need) "
        "[me|potential|the|a|some|likely|possible|good|best|who could be] "
        "[buyer|buyers|client|takers|taker|home|interested "
        "<clients>|clients|interest|<clients>|prospects|candidates|collector|customer|customers|match|matches|potential "
        "buyers|someone] (for|interested in|that would like|who would like|who might like|who "
        "would want|who might want|that might like|matching|in|to buy|who would love|who likes) "
        "[the|this] {item}",
        "(potential buyers|possible buyers|buyers|likely "
        "buyers|candidates|takers|prospects|interested clients) (for|of) [the] {item}",
        "(is|would) (anyone|anybody|someone) [be] (interested in|like|want|keen on|love) [the] {item}",
        "[the] {item} (would suit|suits|fits|who would like it|who would want it|for whom|good for "
        "who|who wants it) [whom|who]",
        "{item} , who (would like it|wants it|would buy it|would want it|might like it|would go for it)",
        "(who|which|whom|for whom|for which|anyone|anybody|someone|whos|whod) [do|of "
        "our|clients|customers|collectors|should|might|would|could|can|is|are|will|among our "
        "clients|d|we know|do we know] [i|we|do|you|think|be|most|the|might|would|could|know] "
        "[think|likely|most likely|would|might|could|will|be|who|that] "
        "(like|love|want|fancy|buy|go for|interested|interested in|keen on|jump at|jump on|snap "
        "up|bite on|bite|care for|enjoy|take|be into|dig|suit|suits|show|offer|pitch|ring "
        "about|call about|call for|text about|sell|be right for|the right home for|offered|be "
        "interested in|be keen on|be tempted by|go mad for|go nuts for|appreciate|find "
        "interesting|place) [in|on|to|by|with|for|about] {item}",
        "{item} (might|would|could|will|may) (interest|suit|appeal to|tempt|be right for|be good "
        "for|please|be of interest to) (who|whom|which client|which collector|which customer)",
        "(for who|for whom|who) is {item} (interesting|right|something|a fit|good|suitable)",
        "(buyers|takers|candidates|prospects|a buyer|a home|clients|interested parties|potential "
        "buyers|customers|collectors) for {item}",
        "? [!{item};!(like|love|interested|interesting|want|buy|fancy|go "
        "for|suit|buyers|takers|appeal|interest|snap up|appreciate|keen|buyer|home|right "
        "for);!(who|whom|which customers|which clients|which "
        "collectors|customers|clients|collectors|anyone|someone|somebody|whos)]",
    )
    examples = {"who would like the new Ruiz": {"item": "new Ruiz"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import recommend
        from intents import pages

        found = recommend.contacts_for(crm, self.item)
        if not found:
            return Reply(f"I know nobody who would like {self.item.title}.", [_item(self.item)])
        lines = [f"{match.row.name} ({match.why})" for match in found]
        refs = [Ref("contact", match.row.id, match.row.name) for match in found]
        return pages.page(self, f"For {self.item.title}:", lines, refs)


class PredictContact(Intent):
    """When a contact is likely to buy again."""

    contact: Contact = slot("contact", required=True, ask="For whom?")

    phrases = (
        "when (will|is|does|would|might|do you think|should|can|could|are) [we] {contact} "
        "(buy|purchase|likely to buy|going to buy|due|order|be back|expected to buy|buying|due to "
        "buy|be ready to buy|come back|purchase something|likely to purchase|next likely to "
        "buy|expected|next buy|probably buy|due for another|expected to purchase|due "
        "for|return|buys) [again|next|something|anything|another piece|another|a "
        "purchase|something again|next time|from us|more|back|for another purchase|another "
        "purchase|buy|the next one]",
        "when (do we expect|can we expect|should we expect|do you expect|can i expect|do you "
        "think) {contact} [to] [buy|purchase|will buy|buys|back|order|be back|come back] "
        "[again|next|something|another|from us]",
        "<whats> [the] (next "
        "purchase|likelihood|probability|forecast|chance|chances|prediction|odds) (of|for|that|of "
        "a sale to) {contact} [buying|buys|to buy|will buy|buying again|buys again|will buy "
        "again|buying this year|buying something|buys something] [again|next]",
        "(forecast|predict|estimate|prediction|prognosis|guess) [the|for|of] [next] "
        "[purchase|order|buy|sale|next purchase|next order|buying] [date|of|for|by|from|to] "
        "[of|for|by] {contact} [next|purchase|buying|next purchase|next order]",
        "(forecast|predict|estimate|guess|prediction for|forecast for) {contact's} "
        "(next|purchase|next purchase|buying|next order|next buy|future purchases|next "
        "visit|spend)",
        "(how likely|how probable) (is|is it that|are) [it] {contact} [to|will|buys|going to|is "
        "to] [buy|purchase|buy again|buying|buying again|come back|return] "
        "[again|something|soon|this year|this month]",
        "(will|is|does) {contact} (buy|going to buy|purchase|likely to buy|buy again|come "
        "back|ready to buy|due) [again|soon|something|this year|this month|another|next]",
        "when {contact} (buy|buys|will buy|buy again|is buying|will be buying) [again|next] [probably]",
        "{contact} next purchase [when|prediction|forecast|date|expected when|?]",
        "(is|when is) {contact} due [for another|to buy|for a purchase|for another "
        "purchase|again|to buy again]",
        "(when|how soon|how long until|how likely|whats the chance|what are the odds|what are the "
        "chances|is it likely|any idea when|when do you reckon|when do you think|when might|when "
        "would|when could|when should) "
        "[is|it|that|before|do|does|will|until|might|would|could|can|we|d|of] "
        "[we|you|it|expect|reckon|think|that] [expect|that|will|likely|see] {contact} "
        "[will|be|to|is|might|would|next|likely|does] [be|next|going to|likely|to|again] [to] "
        "(buy|buys|buying|purchase|purchases|purchasing|back|order|return|come back|spend|in the "
        "market|ready|open (his|her|their) wallet|want something|shop|ordering|buy something|make "
        "a purchase) [again|something|something else|another|more|next|from us|another "
        "one|anything|another piece|a purchase|else]",
        "(predict|forecast|estimate|guess|project|calculate|work out) [when|the|how soon|for me "
        "when] {contact} [will|is|might|would] [next|likely to] (buy|buys|buying|purchase|order|be "
        "back|spend|to buy) [again|next|something|from us]",
        "{contact's} next (purchase|buy|order|sale|likely purchase|expected purchase) "
        "[when|date|is when|forecast|prediction|expected|likely]",
        "? "
        "[!{contact};!(buy|purchase|order|back|spend|buying|purchases|sale);!(when|soon|likely|likelihood|next|again|predict|forecast|expect|due|chance|chances|odds|probability|expected)]",
    )
    examples = {"when will Chen buy again": {"contact": "Chen"}}
    effect = Effect.READ
    needs = Permission.CONTACTS_READ

    def run(self, crm: Crm) -> Reply:
        from crm_core.services.predict import outlook
        from intents import forecast_words

        name = self.contact.name
        shown = [Ref("contact", self.contact.id, name)]
        seen = outlook.of(crm, self.contact)
        if seen is None:
            return Reply(f"{name} bought nothing yet: too little to tell when they will again.", shown)
        return Reply(forecast_words.outlook(name, seen), shown)


def _item(item: Item) -> Ref:
    return Ref("item", item.id, item.title)
