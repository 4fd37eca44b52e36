"""What a collector can say: it records a message, an interest, a question, a wish or consent, no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crm_core.access import Permission
from intents.base import Audience, Effect, Intent, Ref, Reply, slot

if TYPE_CHECKING:
    from datetime import date, datetime

    from crm_core.crm import Crm
    from crm_core.models import Approval, Contact, Inbox, Item, Order
    from crm_core.money import Money

PASSED_ON = "Thank you, I've passed it on."
LET_ME_CHECK = "Let me check and come back to you."


class Sentence(Intent, abstract=True):
    """Base of what a collector can say."""

    audience = Audience.COLLECTOR
    effect = Effect.WRITE
    needs = Permission.GUEST
    undoable = False

    def heard(self, crm: Crm) -> tuple[Contact, Inbox]:
        """Who says it, in which message."""
        from crm_core.models import Contact, Inbox

        return crm.session.get_one(Contact, crm.actor.id), crm.session.get_one(Inbox, crm.inbox_id)

    def pass_on(self, crm: Crm, meaning: str, answer: str = "", *, waits: bool = True, **more: Any) -> Reply:
        """Tell the staff what is wanted; the collector hears `answer`, if anything."""
        from crm_core.services import threads

        contact, inbox = self.heard(crm)
        told = answer if not waits else ""
        said = threads.take_in(crm, contact, inbox, meaning=meaning, waits=waits, answer=told, **more)
        item = more.get("item")
        return Reply(
            self.introduced(crm, inbox, answer or said), [Ref("item", item.id, item.title)] if item else []
        )

    def introduced(self, crm: Crm, inbox: Inbox, text: str) -> str:
        from crm_core.services import messages

        return messages.introduced(crm, inbox.channel, inbox.from_address, text) if text else ""

    def meant(self, crm: Crm) -> Item | None:
        """The item that is certainly meant: named, or the one we last spoke of with them; else None."""
        from crm_core.services import certain_answers

        named: Item | None = getattr(self, "item", None)
        return (
            named if named is not None or self.unsure else certain_answers.last_spoken_of(crm, crm.actor.id)
        )

    def approvable(self, crm: Crm, summary: str, name: str, **slots: Any) -> Approval:
        """A command that the staff may OK, kept with the versions of its rows."""
        from crm_core.services import approvals
        from intents.base import registry
        from intents.binding import dump, versions

        intent = registry[name](**slots)
        return approvals.ask(
            crm, dump(intent), summary, intent.permission(), versions(intent, crm), notify=False
        )


class OptOut(Sentence):
    """Get no more messages."""

    phrases = (
        "<c_please> (unsubscribe|optout|opt out|opt-out|unsub|unsubscribe me|remove me|stop "
        "stop|opt me out|stop unsubscribe) <c_bye>",
        "[please] (stop|stopall|stop all|cancel|end|quit|revoke|stop now|arret|desuscribir) "
        "[please|thanks|thank you|now|already|immediately|at once]",
        "<c_please> (stop|quit|cease|pls stop|please stop|just stop|no more) [with] "
        "[sending|all|with|the|these|those|your|any|texting|messaging] [me|us] "
        "[the|all|these|those|your|any|me|of] "
        "[more|further|damn|bloody|spam|stupid|marketing|gallery|promo|watch|art] [offers|watch "
        "offers] (texts|text|messages|message|sms|texting|messaging|texting me|messaging "
        "me|contacting me|writing me|writing to me|spam|spamming me|spamming|bothering "
        "me|ads|promotions|promos|sending me messages|sending me texts|sending me sms|sending me "
        "stuff|sending these|sending this|sending me these|sending me this|sending me "
        "anything|sending messages|sending texts|sending me offers|marketing|text "
        "messages|messages to me|harassing me|emailing me|newsletters|sending me things|texting "
        "this number|messaging this number|contacting this number|sending sms|sending me ads|the "
        "texts|the messages|this|notifications|alerts|stuff) [to me|to this number|to my "
        "phone|already|now|anymore|from you|from your gallery|from the gallery|at "
        "once|immediately|on this number|here|you people|with me] <c_bye>",
        "<c_please> (dont|do not|never|you may not|can you not|could you not|would you not|would "
        "you mind not|no need to|please dont|pls dont|i dont want you to|i do not want you "
        "to|kindly do not|can you please not|dont you) [ever|please] "
        "(text|message|contact|write|write to|texting|messaging|contacting|writing|writing "
        "to|sms|bother|call or text|msg|spam|email|text or call|send texts to|send messages "
        "to|send sms to|bothering|ping|reach out to|disturb|write or call) (me|us|this number|this "
        "phone|my phone|my number|here) [again|anymore|any more|ever|ever again|any "
        "longer|please|at all|further|in future|in the future|from now on|going forward|no "
        "more|about art|about this|about watches|with offers|on this number] <c_bye>",
        "<c_please> (dont|do not|never|please dont|no need to|i dont want you to) [ever] "
        "(send|sending) (me|us) [any|any "
        "more|more|anything|these|such|this|anymore|your|the|texts|messages|stuff] "
        "[more|texts|messages|sms|anything|stuff|text "
        "messages|offers|text|message|spam|else|ads|promotions] [again|anymore|any "
        "more|ever|please|ever again|at all] <c_bye>",
        "<c_please> (no more|no further|enough|enough with|enough of|ive had enough of|had enough "
        "of|im done with|fed up with|sick of|im sick of|i am sick of|tired of|im tired of|i am "
        "tired of|i dont want|i do not want|i dont wish to receive|i dont wish to get|i dont want "
        "to receive|i dont want to get|i do not wish to receive|i no longer want|i no longer wish "
        "to receive|i no longer wish to get|i no longer want to receive|i no longer want to get|i "
        "want no more|i want no|i dont need|i dont want any|i dont want any more|i do not want any "
        "more|dont want|dont want any|dont want any more|not interested in|i have had enough of|i "
        "would like to stop receiving|i want to stop receiving|i want to stop getting|id like to "
        "stop receiving|id like to stop getting|we dont want|we no longer want|we no longer wish "
        "to receive|please no more|no|i wish to stop receiving|i wish no more|i do not wish to "
        "get|done with|over) [to receive|to get|getting|receiving] [these|those|the|your|any|any "
        "more|all|all the|of these|of your|of the|more|such|of those|this|further] "
        "[more|further|damn|bloody|spam|stupid|marketing|gallery|promo|watch "
        "offers|art|watch|offers|of] (texts|text|messages|message|sms|text "
        "messages|contact|contacting|spam|marketing "
        "messages|texting|messaging|emails|marketing|promotions|texts or calls|sms "
        "messages|messages or calls|newsletters|notifications) [from|to|by] [you|your gallery|the "
        "gallery|your side|your shop|me|us|your company|you guys|this number|you people|this "
        "gallery|here|your store] [please|anymore|any more|again|already|ever|at all|now|any "
        "longer|ever again] <c_bye>",
        "<c_please> (take|remove|get|drop|strike|delete|scratch|cross|pull|erase|kick|i want you "
        "to remove|i would like you to remove|can you take|could you take|can you remove|could you "
        "remove|would you remove|would you take) (me|us|my number|my name|my phone|my phone "
        "number|my contact|my info|my details|my cell|this number|our number|my data|my contact "
        "details|my mobile number) [off|from|out|of|out of|off of] [all] [of] "
        "[your|this|the|that|these|any|your text|your mailing|all your|your sms] "
        "[text|texting|mailing|message|sms|marketing|contact|stupid|client|damn|customer|distribution|messaging|broadcast|group] "
        "(list|lists|mailing "
        "list|database|system|contacts|records|texts|messages|newsletter|group|phone|contact "
        "list|marketing|phonebook|address book|distribution "
        "list|file|books|files|crm|mailings|broadcasts|client list|sms list|spam list) "
        "[please|now|immediately|asap|at once|forever|for good|permanently|right now|again] "
        "<c_bye>",
        "<c_please> (remove|delete|lose|forget|erase|drop|get rid of|wipe|scrub|throw "
        "away|destroy|take out|lose my|scrap) (my number|my phone number|my contact|my contact "
        "info|my phone|my cell number|this number|my details|my info|my data|our number|my mobile "
        "number|my contact details) [please|now|immediately|forever|from your phone|and dont text "
        "me|for good|permanently|thanks|and never text again|already|right now|will you] <c_bye>",
        "<c_please> (unsubscribe|unsub|opt out|opt me out|unsubscribe me|cancel my "
        "subscription|remove me|take me off|count me out|i want out|i opt out|i want to "
        "unsubscribe|i would like to unsubscribe|i want to opt out|i would like to opt out|id like "
        "to unsubscribe|id like to opt out|how do i unsubscribe|how do i opt out|how do i stop "
        "these|how do i stop these texts|how do i stop these messages|how do i get off this "
        "list|how do i get off your list|how can i unsubscribe|let me out|sign me off|get me off "
        "this|end my subscription|i unsubscribe|cancel subscription|i wish to unsubscribe|i wish "
        "to opt out|make it stop|i want to be removed|i want to be taken off|i want off|i want off "
        "this list|i want off your list|please unsubscribe|im opting out|i am opting out|can i "
        "unsubscribe|can i opt out|wish to opt out|want to unsubscribe|unsubscribe us|we want to "
        "unsubscribe) [from|of|to|off] [this|these|all|everything|your|the|here|it|all "
        "of|any|that|all your] [texts|messages|list|lists|sms|this|it|everything|mailing list|text "
        "messages|marketing|newsletter|your texts|your messages|your "
        "list|service|updates|alerts|texting] [please|now|immediately|asap|today|right "
        "now|already] <c_bye>",
        "<c_please> (i want|i would like|id like|i wish|i ask|i am asking|we want|i request|i "
        "demand) to be (removed|taken off|taken out|deleted|left alone|removed from|taken off "
        "of|unsubscribed|opted out|struck) [from|off|of] [your|this|the|all|any] "
        "[mailing|text|sms|contact|marketing] [list|lists|database|mailing list|texts|messages] "
        "[please|now] <c_bye>",
        "<c_please> (leave|let) (me|us) (alone|in peace|be) [please|now|already|will you|no more "
        "texts|no more messages|and stop texting] [no more (texts|messages|watch offers "
        "sms|sms|offers|watch offers)|with [your|the|these] (texts|messages|sms|offers|spam)] "
        "<c_bye>",
        "<c_please> (i never|i didnt|i did not|i have never|never) (signed up for|agreed to|asked "
        "for|subscribed to|consented to|signed up to|opted in to|requested|sign up for|agree "
        "to|ask for|subscribe to) [this|these|that|any of this|texts|messages|your texts|your "
        "messages|these texts|these messages|your list|it|this list|receive texts|receive these] "
        "[, (stop|remove me|take me off|unsubscribe|unsubscribe me|please stop|please remove me|so "
        "stop|so please stop|leave me alone|stop texting me|dont text me again|please unsubscribe "
        "me)] <c_bye>",
        "<c_please> (i withdraw|i revoke|withdraw|revoke|i hereby withdraw|i hereby revoke|i am "
        "withdrawing|im withdrawing|im revoking) (my|all) [prior] (consent|permission|agreement) "
        "[to be contacted|to be texted|to text me|to contact me|to receive texts|to these "
        "messages|to messages|for texts|to texts|for messages|for marketing|to marketing|to this] "
        "<c_bye>",
        "<c_please> (not interested|im not interested|i am not interested|no longer interested|im "
        "no longer interested|no thanks|no thank you) [anymore|any more|in art|in this|in any of "
        "it|in watches] [,|please|so|and|so please] (stop|stop texting me|remove me|take me "
        "off|take me off your list|please remove me|please stop|stop texting|stop messaging "
        "me|unsubscribe|unsubscribe me|dont text me again|no more texts|remove me from your "
        "list|lose my number|please take me off your list|please dont text me again|please stop "
        "texting me|stop sending me texts|delete my number|remove my number|dont contact me "
        "again|dont message me again|please dont contact me again|no more messages) <c_bye>",
        "<c_please> (fuck off|piss off|bugger off|get lost|go away|eff off|stfu) [and] [stop "
        "texting me|with your texts|with the texts|leave me alone|stop messaging me|stop "
        "texting|stop messaging|dont text me again|with these texts|and never text me again|with "
        "your messages|with your sms|never text me again|dont message me] <c_bye>",
        "(wrong number|you have the wrong number|this is the wrong number|wrong person) "
        "[,|please|so|and] [im not {_@name}|i am not {_@name}] [,] (stop|stop texting me|remove "
        "me|stop texting|please stop|remove my number|dont text me again|take me off your "
        "list|delete my number|please remove my number|please stop texting me|lose this "
        "number|stop texting this number|remove this number|please remove this number|take this "
        "number off your list|delete this number) <c_bye>",
        "<c_please> (this is|its|it is|these are|you are|youre) (too "
        "many|spam|harassment|annoying|unwanted|driving me mad|driving me nuts|driving me "
        "crazy|way too many|far too many|getting annoying) [texts|messages|spam|text messages] "
        "[,|!|.] (stop|unsubscribe|please stop|remove me|take me off|take me off your list|remove "
        "my number|no more|stop it|stop texting me|please take me off|please remove me|opt me "
        "out|dont text me again) <c_bye>",
        "<c_please> (i|we) (would|d|wish|want|prefer|like|ask|need) "
        "[rather|to|prefer|like|you|that you|be] (not|no longer|stop|you stop|you stopped|you to "
        "stop) [to] (be|receive|get|hear|want|receiving|getting|be receiving|be "
        "getting|hearing|contacted|texted|contacting|texting|messaging|sending|be contacted|be "
        "texted) [contacted|texted|messaged|from you|these|any|any more|your|the|me|further|more] "
        "[texts|messages|sms|anything|from your gallery|from you|me|text messages|from the "
        "gallery] [anymore|any more|again|any longer|further] [please] <c_bye>",
        "<c_please> (cease|stop|end|discontinue|halt|refrain from) [and desist] "
        "[all|any|from|with] [further] "
        "(contact|communication|communications|messages|texts|texting|messaging|correspondence|contacting "
        "me|messaging me|texting me|sending me texts) [with me|to me|to this number] <c_bye>",
        "<c_please> (no|nope) [more] (texts|messages|text messages|sms|marketing) "
        "[anymore|please|thanks|thank you|from you|for me] <c_bye>",
        "<c_please> (keep|leave|count) me (out of|off|off of) (this|your list|these|the list|your "
        "mailing list|your texts|it|all this) <c_bye>",
        "<c_please> (stop|quit|cease|knock off|cut out|enough) [with] "
        "(texting|messaging|contacting|writing|writing "
        "to|sms|bothering|pinging|spamming|emailing|messages to|texts to) (this|my|our) "
        "(phone|number|cell|line|mobile|phone number) <c_bye>",
    )
    examples = {"STOP": {}, "please don't text me again": {}, "take me off your list": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import consent_words, threads

        contact, inbox = self.heard(crm)
        answer = consent_words.stop(crm, inbox, carrier_word=consent_words.is_carrier_word(inbox.text))
        threads.take_in(crm, contact, inbox, meaning="wants no more messages", waits=False)
        return Reply(answer)


class OptIn(Sentence):
    """Get messages again."""

    phrases = (
        "<c_please> (start|unstop|resubscribe|subscribe|re-subscribe|opt in|opt-in|optin|opt me "
        "in|opt me back in|subscribe me|sign me up|sign me up again|resubscribe me|subscribe me "
        "again|unstop me|start again|resume|opt me in again|i want back in|opt back in|i opt in|i "
        "want to opt in|i would like to opt in|i want to opt back in|i want to resubscribe|i want "
        "to subscribe|i would like to subscribe|i would like to resubscribe|id like to "
        "resubscribe|id like to subscribe|can i subscribe|can i resubscribe|re-subscribe me|add me "
        "back|add me again|put me back on) [please|again|to your texts|to your list|to texts|to "
        "your messages|to the list|to the texts|to the newsletter|to your newsletter|now|to text "
        "messages|to updates|me] <c_bye>",
        "<c_please> (start|resume|restart|begin|you can start|you may start|you can resume|you may "
        "resume|go ahead and start|feel free to start|happy for you to start|please start|please "
        "resume) (texting|messaging|sending|contacting|writing|writing to|sending messages "
        "to|sending texts to|text) [me|us] [texts|messages|updates|news|offers|your texts|your "
        "messages|text] [again|once more|please|from now on|anytime|now] <c_bye>",
        "<c_please> (put|add|get|sign|take) (me|us|my number) (back on|back onto|back to|back "
        "in|again on|again to|back up for|on|to|onto|up for|up again for|up to) [your|the] "
        "[mailing|text|sms|texting|distribution] (list|mailing "
        "list|texts|messages|updates|newsletter|text list|mailing lists|text messages|client "
        "list|contact list) [again|please|back] <c_bye>",
        "<c_please> (i want|i would like|id like|i wish|id love|i would love|we want|we would "
        "like|id be happy|i would be happy) to (receive|get|hear|be back on|be on|be added "
        "to|join|be added back to|be put back on|hear from) (your|from|these|from you|you|the) "
        "[your|the|from|these|from you|some|you] [texts|messages|updates|list|mailing list|text "
        "messages|news|newsletter|offers|texts and offers] [again|from you|from your gallery|once "
        "more] <c_bye>",
        "<c_please> (you can|you may|feel free to|you are welcome to|please do|its ok to|its fine "
        "to|it is ok to|i dont mind if you) (text|message|contact|write to|write|start "
        "texting|start messaging) me [again|anytime|now|any time|from now on] <c_bye>",
        "<c_please> (i miss|i missed|i actually miss|i do miss) (your texts|your messages|hearing "
        "from you|your updates|getting your texts|your news) [, (put|add|sign) me (back on|back "
        "to|up again) [your|the] [list|mailing list]|, start again|, please start again|, start "
        "texting me again] <c_bye>",
        "<c_please> (you|u) (can|may|could) [please|now|totally] (text|message|contact|write "
        "to|send me messages|send me texts|start texting|start messaging) [me] (again|now|if you "
        "like|any time|anytime) <c_bye>",
        "<c_please> (i|id|we) (changed my mind|would|do|want|like|wish|d) [like|want|love] [to] "
        "(get|receive|have|hear|start getting|start receiving|resume|restart|keep getting) "
        "(your|the|more|these|those|from) (texts|messages|updates|news|you|sms) (again|after "
        "all|back) <c_bye>",
        "<c_please> (opt|sign|add|put|subscribe) me [back|up] (in|on|again|up again|back in|back "
        "on|back up) [to|for|your|the] [your|the] [list|texts|messages|updates|mailing "
        "list|newsletter] <c_bye>",
        "<c_please> (yes|sure|ok|of course|absolutely) [,] (you|u) (may|can|could) "
        "[please|still|certainly] (text|message|contact|write to|write|email|keep texting|send "
        "messages to|send texts to) me [again|about {_@short}|when {_@clause}|if {_@clause}|with "
        "{_@short}|any time|anytime] <c_bye>",
    )
    examples = {"START": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import consent_words, threads

        contact, inbox = self.heard(crm)
        answer, done = consent_words.start(crm, inbox, carrier_word=consent_words.is_carrier_word(inbox.text))
        meaning = (
            "wants our messages again" if done else "wants our messages again, but must text START first"
        )
        threads.take_in(crm, contact, inbox, meaning=meaning, waits=False)
        return Reply(answer)


class AskHelp(Sentence):
    """Who is writing here."""

    phrases = (
        "<c_please> (help|info|help me|information|help please|aide|ayuda|hilfe|more info|assist|i "
        "need help|need help|who dis|who this|who dat|who) <c_bye>",
        "<c_please> (whos this|who is this|who are you|whos that|who s this|who is that|who is "
        "writing|who is texting|whos texting|who is texting me|whos texting me|who is messaging "
        "me|whos messaging me|who am i speaking to|who am i talking to|who am i speaking with|who "
        "am i texting with|who am i chatting with|who is it|whos it|do i know you|what is "
        "this|whats this|what is this about|whats this about|what number is this|whose number is "
        "this|who is this from|who are these from|who sent this|who sent me this|who is sending "
        "this|who is sending me this|is this a bot|are you a bot|are you a real person|am i "
        "talking to a bot|is this a real person|is this spam|is this a scam|how did you get my "
        "number|where did you get my number|how do you have my number|how did you get this "
        "number|where did you get this number|why are you texting me|why am i getting this|why am "
        "i getting these|why am i getting these texts|why am i getting these messages|why am i "
        "receiving this|why do i get these|why do i get these messages|why do i get these "
        "texts|why do you have my number|what gallery is this|which gallery is this|what company "
        "is this|what shop is this|which shop is this|what business is this|who is behind this|may "
        "i ask who this is|can i ask who this is|may i know who this is|who do i have the pleasure "
        "with|who do i have the pleasure of speaking with|new phone who dis|new phone who is "
        "this|new phone whos this|i dont know this number|i dont recognize this number|i dont "
        "recognise this number|i dont have this number saved|do not know this number|sorry who is "
        "this|is this the gallery|is this a gallery|are you the gallery|how does this work|what "
        "can i do here|what can i text here|how do i use this|how do i reach you|how can i reach a "
        "human|how can i contact you|can i talk to a human|can i speak to someone|can i talk to "
        "someone|can i speak to a human|can i talk to a person|can i speak to a person|is anyone "
        "there|is someone there|anybody there|anyone there|is there a human|is there a human "
        "there|can someone call me|can you call me|please call me|call me|call me please|could you "
        "call me|could someone call me|can somebody call me|talk to a human|human please|real "
        "person please|human|agent|operator|representative|do you have a phone number|whats your "
        "number|what is your phone number|whats your phone number|whom am i texting|whom am i "
        "speaking to|who you are|you are who|who is this please) "
        "[please|again|btw|exactly|messaging me|texting me|anyway|from|actually] <c_bye>",
        "<c_please> (what is this number|whats this number|which number is this|what number am i "
        "texting|who do i have here|who have i got here|who do i have|whose phone is this|whos "
        "number is this|who is on the other end|is this the right number|is this number for the "
        "gallery|identify yourself) <c_bye>",
        "? [!(who|whos|whose|what);!(this|number|texting me|messaging me|writing me|you)]",
    )
    examples = {"HELP": {}, "who is this": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import consent_words, threads

        contact, inbox = self.heard(crm)
        threads.take_in(crm, contact, inbox, meaning="asks who we are", waits=False)
        return Reply(consent_words.who_we_are(crm, inbox))


class AcceptOffer(Sentence):
    """Take what was offered."""

    item: Item | None = slot("item")

    phrases = (
        "<c_yes> <c_pron> (take|have|buy|grab|go with|go for|snap up|go ahead with|be taking|be "
        "having|be happy to take|gladly take|happily take|definitely take|love to have|love to "
        "take|love to buy|like to buy|like to take|like to have|purchase|keep|go ahead and "
        "buy|definitely buy|love to purchase|like to purchase|love to own|be delighted to take|be "
        "glad to take|be happy to buy|be delighted to have|snag) (it|that|this|that one|this "
        "one|them|both|him|her|the piece|the painting|the watch|one|it then) <c_extra>",
        "<c_yes> <c_pron_req> (take|have|buy|grab|go with|go for|snap up|go ahead with|be "
        "taking|be having|be happy to take|gladly take|happily take|definitely take|love to "
        "have|love to take|love to buy|like to buy|like to take|purchase|keep|go ahead and "
        "buy|definitely buy|love to purchase|like to purchase|love to own|be delighted to take|be "
        "glad to take|be happy to buy|like to have|snag) [the|that|this] {item@piece} <c_extra>",
        "<c_yes> (i definitely want|i want to buy|we want to buy|i want to take|i want to have|i "
        "want to purchase|i am buying|im buying|im taking|i am taking|were taking|we are taking|i "
        "take|we take|i choose|i pick|i accept|i will|i buy|i have decided on|ive decided on|we "
        "have decided on|i will buy|i shall take|i shall have|we shall take|consider me in for|i "
        "am in for|count me in on|put me down for|mark me down for|count me in for|im in for|dibs "
        "on|sold on|yes to|im sold on|wrap up|please sell me|sell me|please invoice me for|invoice "
        "me for|send me the invoice for|we accept|i accept the offer on|i accept your offer on|i "
        "accept the price for|i agree to buy|i agree to take|happy to take|happy to buy|glad to "
        "take|gladly|im going to take|im going to buy|i am going to take|i am going to buy|i am "
        "happy to take|im happy to take|ill accept|let me have|let me take|let me buy|we would "
        "like to buy|we would like to take|i would be happy to take|we have to have|i must have|i "
        "have to have|i gotta have) [the|that|this] {item@piece} <c_extra>",
        "<c_yes> (i want|i definitely want|we want|i really want|i need|i do want|i want to buy|we "
        "want to buy|i want to take|i want to have|i am buying|im buying|im taking|i am "
        "taking|were taking|we are taking|i take|we take|i choose|i accept|i buy|i would like|id "
        "like|put me down for|mark me down for|count me in for|im in for|dibs on|yes to|sell me|i "
        "confirm|we accept|happy to take|glad to take|im going to take|i am going to take|i am "
        "happy to take|im happy to take|let me have|i must have|i have to have|i would love) "
        "(it|that|this|that one|this one|them|both|that then|one) <c_extra>",
        "(its a deal|deal|you have a deal|youve got a deal|we have a deal|weve got a deal|sold|i "
        "accept your offer|i accept the offer|we accept the offer|we accept your offer|count me "
        "in|im in|i am in|count us in|were in|sign me up for it|consider it sold|consider it "
        "bought|wrap it up|wrap it up for me|mine|mine please|done deal|shut up and take my "
        "money|take my money|yes sold|im sold|ok sold|sold to me|put me down for it|mark it sold|i "
        "am sold|it is a deal|fine ill take it|send me the invoice|send the invoice|please send "
        "the invoice|please send me the invoice|invoice me|where do i pay|where do i send the "
        "money|how do i pay|how can i pay|how do i pay for it|you got a deal|you got yourself a "
        "deal|youve got yourself a deal|im buying|dibs|i call dibs|say no more|go ahead and send "
        "the invoice|yes i want it|yes please i want it|i want it|we want it|yes i do want "
        "it|sounds good to me ill take it|that price works|the price is fine|price is fine|price "
        "works|price works for me|happy with that|happy with the price|i am happy with that|im "
        "happy with that|im happy with the price|that price is acceptable|i agree to the "
        "price|agreed ill take it|that suits me fine|consider me sold|yes to the offer|yes count "
        "me in|ok deal|deal then|ok its a deal|its a yes from me|yes from me|absolutely yes) "
        "<c_extra>",
        "(yes|yes please|sure|absolutely|definitely|of course|ok|deal|gladly|with pleasure) [i "
        "want|to] [the] {item@the_piece} <c_extra>",
        "{item@the_piece} (please|is mine|for me please|ill take it|sold|yes please|im in) <c_extra>",
        "{item@piece} (i|we|ill|id) (take|want|buy|like|will take) <c_extra>",
        "(count me in|im in|sign me up|put me down) (for|on) [the] {item@piece} <c_extra>",
        "(deal|agreed|sold|accepted|ok|yes) (on|for|to) [the] {item@the_piece} <c_extra>",
        "(can|could|may) (i|we) (buy|take|have|purchase|get) [the] {item@piece} "
        "[please|then|now|today|for that|for that price|at that price]",
        "(i|we) (would|d|will|ll|should) [like|love|want|be happy|be delighted] [to] "
        "(buy|take|purchase|acquire|have) [the] {item@piece} <c_extra>",
        "(id|i would|we would|wed|i should) (like|love) to "
        "(buy|take|purchase|acquire|have|own|proceed with|go ahead with|secure|add to my "
        "collection) [the] {item@piece} <c_extra>",
        "(im|i am|were|we are) (buying|taking|having|going with|going for) [the] {item@the_piece} <c_extra>",
        "(consider) [the] {item@piece} sold [to me]",
        ""
        "(yes|yep|yeah|ok|sure|absolutely|definitely|great|perfect|wonderful|lovely|amazing|done|deal) "
        "[please|thanks|thank you|indeed|yes] [,|!|.] (ill|i will|id|i would|we|well|we "
        "will|i|lets|put|count|sign|book|reserve|please|consider|mark) [like|love|want|be|have] "
        "[to] [definitely|happily|gladly|certainly] (take|have|buy|grab|want|keep|me down|me in|me "
        "up|it mine|it|one|it sold|taking|buying|it done) [it|that|one|them|this] [please|for "
        "me|thanks]",
        "(im|i am|were|we are|consider us|consider me|count us|count me|thats|that is|you "
        "can|please|pls) [definitely|absolutely|totally|all|most|well|so] (in|sold|keen to "
        "buy|ready to buy|buying|taking it|having it|up for it|happy to proceed|happy to go "
        "ahead|happy with that|good to go|go ahead|proceed|book it for me|wrap it up|charge my "
        "card|send the bill|send me the bill|send the invoice|send me the invoice|invoice me|send "
        "payment details|send me payment details|send the payment details|send bank details|send "
        "me the bank details|ready to pay) [please|thanks|now|with the sale|with the purchase|with "
        "it|for it|for that one|on it]",
        "(how|where) (can|do|should|shall|may|would) i (pay|send payment|transfer|wire|send the "
        "money|pay for it|pay you|buy it|complete the purchase|purchase it) [it|for it|you|the "
        "money|please]",
        "(go|please go|lets go|happy to go|i would like to go|id like to go) ahead [with|and] "
        "[the|it|{item@the_piece}|send me the invoice|send the invoice|charge my card|book it|wrap "
        "it up|reserve it|sell me the {item@piece}]",
        "(send|please send|pls send|can you send|could you send) [me|us|over] [the|an|your] "
        "(invoice|bill|payment details|bank details|payment link|wire details|wiring "
        "instructions|account details) [for|,] [the] [{item@piece}]",
        "{item@the_piece} (has my name on it|is the one|is mine|has to be mine|is calling "
        "me|please|its perfect|for me)",
        "[yes|ok|sure] my (wife|husband|partner) [and i] (loves|love|says yes|said "
        "yes|agrees|wants|want|approves) [it|to it] [, (ill|we will|well|i will) take (it|the "
        "{item@piece})|, so yes|, deal|, sold]",
        "<c_yes> (i want|we want|i really want|i do want|i so want|i would like|id like|i would "
        "love|id love) [the|that|this] {item@the_piece} <c_extra>",
        "(sold|deal|yes|ok|great|perfect|agreed|done) [,|!] (where|how) (do|should|can|shall|may) "
        "(i|we) (pay|wire|send|transfer|send the money|wire the money|send payment|make "
        "payment|make the payment|settle|pay you|wire it|pay for it|wire the $|send the $|send the "
        "check|wire the funds|transfer the money|send you the money) [it|you|the money|to]",
        "(where|how) (do|should|can|shall|may) (i|we) (pay|wire|transfer|wire the money|send "
        "payment|wire the $|send the $) [it|the money|for it|you]",
    )
    examples = {"yes I'll take it": {}, "I want Blue Nude": {"item": "Blue Nude"}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import certain_answers, wishes

        contact, inbox = self.heard(crm)
        item = self.meant(crm)
        wishes.interest(crm, contact, "accept", inbox.text, item)
        actions = []
        if item is not None:
            price = certain_answers.price_for(crm, item, contact)
            for_price = f" for {price}" if price else ""
            summary = f"Sell {item.title} ({item.sku}) to {contact.name}{for_price}?"
            actions = [self.approvable(crm, summary, "sell_item", item=item, contact=contact, price=price)]
            actions += [
                self.approvable(
                    crm,
                    f"Hold {item.title} ({item.sku}) for {contact.name}?",
                    "hold_item",
                    item=item,
                    contact=contact,
                )
            ]
        return self.pass_on(crm, "wants to buy", PASSED_ON, item=item, actions=actions)


class DeclineOffer(Sentence):
    """Pass on what was offered."""

    item: Item | None = slot("item")

    phrases = (
        "<c_no> <c_no_phrase> <c_no_extra>",
        "<c_no_phrase> <c_no_extra>",
        "<c_no> [its|it is|this|that|that one|this one|its just] (not for me|not for us|not my "
        "thing|not my taste|not my style|not my cup of tea|not quite my taste|not quite my "
        "thing|not quite for me|not really for me|not really my thing|not really my style|not "
        "really my taste|not my kind of thing|not what im looking for|not what i am looking "
        "for|not in my budget|over my budget|above my budget|beyond my budget|out of my budget|out "
        "of my price range|out of my range|out of budget|too expensive|too expensive for me|too "
        "much for me|too rich for me|too big|too big for me|too small|too large|too pricey|too "
        "pricey for me|not right for me|not the one|not this time|not at this time|not at the "
        "moment|not right now|not today|not now|too dear|too steep|too steep for me|beyond my "
        "means|a bit much|a bit much for me|a bit too much|a bit too much for me|a bit steep|a bit "
        "steep for me|a pass|a no|a no from me|a no from us|a hard pass|a pass from me|not for my "
        "collection|outside my budget|too rich for my blood|no longer interested|not a fit|not a "
        "good fit|not quite right|not quite right for me|not quite what im looking for|not quite "
        "what i am looking for|not what im after|not my cup) [im afraid|i am afraid|this "
        "time|right now|at the moment|unfortunately|sadly|now|i think|really|to be honest|i "
        "fear|for now|either] <c_no_extra>",
        "[the] {item@piece} (is not|isnt|s not) [really|quite] (for me|for us|my thing|my taste|my "
        "style|my cup of tea|what im looking for|what i am looking for|right for me|the one for "
        "me) <c_no_extra>",
        "[the] {item@piece} is (too expensive|too much|too big|too small|out of my budget|over my "
        "budget|too large|not for me|too pricey|a bit much|beyond my budget|above my budget|too "
        "expensive for me|a pass|a no|too much for me|too big for me|not my style|not my thing) "
        "<c_no_extra>",
        "<c_no> (ill|i will|i shall|we will|well|we shall|i must|we must|i have to|we have to|i "
        "think ill|i think i will|i am going to|im going to|i would rather|id rather|id better|i "
        "had better|id|gonna|gotta|i do|were going to|we are going to|i guess ill|think ill|i "
        "might|i should|have to|must|will have to|ill have to|i will have to|im gonna) "
        "(pass|decline|sit this one out|say no|give it a miss|skip|skip it|skip this one|sit it "
        "out|let it go|let this one go|pass up|politely decline|respectfully decline|not|have to "
        "pass|have to decline|have to say no|let that one go|give this one a miss|give that a "
        "miss|pass this time|turn it down|turn this down|let someone else have it|leave it|leave "
        "that one|refuse|take a pass|sit that one out|stand back|stay out|bow out|drop out|stand "
        "down) [on|for|up] [it|this|that|this one|that one|this time|these|them|now|your offer|the "
        "offer|your kind offer] <c_no_extra>",
        "<c_no> (ill|i will|i shall|we will|well|we shall|i must|we must|i have to|we have to|i "
        "think ill|i think i will|i am going to|im going to|i would rather|id "
        "rather|gonna|gotta|were going to|think ill|ill have to|i will have to|im gonna|i might) "
        "(pass|decline|pass up|turn down) [on|for|up] [the] {item@the_piece} <c_no_extra>",
        "(pass|passing|hard pass|decline|no thanks|no thank you) (on|for|to) [the] "
        "{item@the_piece} <c_no_extra>",
        "(pass|decline) {item@the_piece}",
        "(not interested in|no interest in|i dont want|i do not want|we dont want|dont want|no "
        "longer want|i no longer want|i am not interested in|im not interested in|were not "
        "interested in|no need for|i dont need|i have no interest in|changed my mind about|ive "
        "changed my mind about|i changed my mind about|i have changed my mind about|im out on|i am "
        "out on|dont need|im no longer interested in|i am no longer interested in|i wont take|i "
        "will not take|i am not taking|im not taking|i wont be taking|i will not be taking|i wont "
        "buy|ill not take|we wont take|we will not take|we are not taking|i have decided "
        "against|ive decided against|we have decided against|weve decided against|i decided "
        "against) [the] {item@piece} <c_no_extra>",
        "(you can|please|feel free to|you may) (release|sell|give|offer|let go of) (it|the "
        "{item@piece}|{item@piece}) [to (someone else|somebody else|another|others)] [elsewhere]",
        "(lovely|nice|kind|sweet|thoughtful|very kind|how kind|so kind|generous|so nice|great) [of "
        "you] [to think of us|to think of me|to offer|thinking of me] [but|,] (we shall|we "
        "will|ill|i will|i shall|i must|we must|well|i have to|we have to|ill have to|i would "
        "rather|i am going to|were going to) (decline|pass|say no|pass on|skip) [on] [it|this|this "
        "time|this one] <c_no_extra>",
        "(lovely|nice|kind|sweet|thoughtful|very kind|how kind|so kind|generous|so nice|great) [of "
        "you] [to think of us|to think of me|to offer|thinking of me] [but|,] (we shall|we "
        "will|ill|i will|i shall|i must|we must|well|i have to|we have to|ill have to) "
        "(decline|pass|pass on|skip|pass up) [on] [the] {item@piece} <c_no_extra>",
        "[no|theres no|i have no|we have no|no more] (space|room|wall "
        "space|money|funds|budget|walls|space left|room left) [left|for it|on the walls|at "
        "home|anymore|at the moment|right now|on my walls|for more|this month|this year|on our "
        "walls] [so|,] [so] [its|it is|that is|thats] [a|i must|ill] (no|pass|no from me|pass from "
        "me|pass on this|say no|no from us) <c_no_extra>",
        "(changed my mind|ive changed my mind|i changed my mind|i have changed my mind|we changed "
        "our minds|weve changed our minds|i am having second thoughts|im having second "
        "thoughts|having second thoughts) [sorry|about it|,] [i dont want it|i dont want it "
        "anymore|no longer interested|pass|ill pass|i dont need it anymore|its a no] <c_no_extra>",
        "[<c_no>] (ill|i will|i shall|we will|well|i think ill|i think i will|i would|id|i am "
        "going to|im going to|were going to|im gonna|i have to|i must|we must|we have to|i need "
        "to|i should|i better|id better) "
        "[probably|just|sadly|reluctantly|regretfully|unfortunately|rather|have "
        "to|politely|kindly] (pass|decline|skip|leave|leave it|hold off|wait|say no|let it go|bow "
        "out|sit this one out|stay away|resist|forgo|not|refrain|opt out of this one|give this a "
        "miss|give it a miss|step back) [on|from|it|this|that|this one|that one|for now|this "
        "time|the {item@piece}|{item@piece}] [for now|this time|sorry|im afraid|thanks|thank you]",
        "(maybe|perhaps) (next|another|some other) (time|month|year|one|day) [thanks|thank you|sorry]",
        "(cant|cannot|can not|wont|will not|couldnt|not able to) (afford|justify|stretch "
        "to|manage|swing|do|commit to|buy|take|fit|run to) (it|that|this|this one|that one|the "
        "{item@piece}|{item@piece}|any more|anything|another one|so much|such a sum) [right "
        "now|this month|at the moment|im afraid|sorry|this year|just now]",
        "(my|the) (wife|husband|partner|boss|accountant|bank|budget|wallet) (says|said|wont let "
        "me|would kill me|vetoed it|vetoed|doesnt like it|wont allow it|says no|said no|is against "
        "it|hates it|wont have it) [no|sorry|it] [sorry|im afraid]",
        "(already|ive already|i already|i have already|we already|weve already) "
        "(have|got|bought|own|found|spent|have got) (one|enough|something|another|too "
        "many|something else|something similar|too much|one like it|a similar one) [thanks|thank "
        "you|sorry|elsewhere|this month]",
        "(youre|you are) welcome to (sell|offer) (it|the {item@piece}) (to someone else|elsewhere)",
        "<c_no> (im|i am|were|we are) (good|fine|all set|alright|ok|set) [on|with|for] "
        "[that|this|it] [one] [thanks|thank you] <c_no_extra>",
        "[<c_no>] [we|i] (dont want|do not want|no longer want|wont take|will not take|wont be "
        "taking|dont need|decided against|have decided against|are passing on|am passing on|are "
        "going to pass on|will pass on|cant take|cannot take|changed our minds about|changed my "
        "mind about) [the] {item@piece} [after all|anymore|any more|sorry|in the "
        "end|now|thanks|thank you|im afraid]",
        "? [!(pass|decline|not interested|not for me|not for us|sit out|give it a miss|skip|too "
        "expensive|too rich|too much|too big|too small|out of budget|over budget|sit this one "
        "out|too pricey|beyond my budget|cant afford|no room|no space|no thanks|not my "
        "style);(on|for) {item@piece}]",
    )
    examples = {"not for me thanks": {}, "pass": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, inbox = self.heard(crm)
        item = self.meant(crm)
        wishes.interest(crm, contact, "decline", inbox.text, item)
        return self.pass_on(crm, "passes", item=item, waits=False)


class CounterOffer(Sentence):
    """Name another price."""

    price: Money = slot("money", required=True)
    item: Item | None = slot("item")

    phrases = (
        "<c_yes> (would|could|will|can|might) you [consider|be willing|possibly|perhaps|maybe|be "
        "open|accept|be happy|agree] [to] (take|accept|do|go to|go as low as|go down "
        "to|consider|come down to|sell it for|sell for|let it go for|let it go at|drop to|part "
        "with it for|part with it at|meet me at|do it for|make it|settle for|settle at|come "
        "to|lower it to|go|let me have it for|drop the price to|go lower to|reduce it to|sell "
        "at|sell it at|give it to me for|give it for|let it for|be happy with|agree to|go "
        "for|consider taking|consider accepting|entertain|knock it down to|match) [an offer of|an "
        "offer at|something like|around|about|say|like|maybe|only|a] {price} [for|on] "
        "[it|this|that|the piece|the painting|the watch] <c_price_tail>",
        "(would|could|will|can|might) you [consider|be willing|possibly|perhaps|maybe|be "
        "open|accept|be happy|agree] [to] (take|accept|do|go to|go down to|consider|come down "
        "to|drop to|do it for|make it|settle for|lower it to|go|sell|let|let go|give me|part "
        "with|let me have) [an offer of|around|about] {price} (for|on) [the] {item@named} "
        "<c_price_tail>",
        "(would|could|will|can) you (sell|do|let go of|let me have|part with|give me|consider "
        "selling|let) [me] [the] {item@named} [go] (for|at) {price} <c_price_tail>",
        "(ill|i will|id|i would|i can|i could|i|we can|we could|well|wed|we would|i might|i may|i "
        "am able to|i am prepared to|im prepared to|im willing to|i am willing to|im ready "
        "to|happy to|can|could|willing to|prepared to|will|we|i shall|id be able to|id be willing "
        "to|i would be willing to|i would be prepared to|id be happy to|i would be happy to|i am "
        "happy to|im happy to|let me) [only|maybe|perhaps|possibly|just|do|happily|gladly|go|be "
        "able to|be willing to|be happy to] (give|give you|offer|offer you|pay|do|go|go to|go up "
        "to|go as high as|stretch to|manage|spend|pay you|go for|afford|bid|take it for|take it "
        "at|swing|buy it for|buy it at|stretch|spare|make it|come up to|go max|go "
        "with|propose|come to|max out at|go maximum|put in|pay up to|meet you at|say|commit to|put "
        "down|stump up) [you] [only|maybe|about|around|say|like|up to|as much as|no more than|at "
        "most|max|maximum|just|something like] {price} [for it|on it|for that|for this|max|tops|at "
        "most|maximum|cash|flat|all in] <c_price_tail>",
        "(ill|i will|id|i would|i can|i could|we can|we could|well|wed|we would|im willing to|i am "
        "willing to|im prepared to|i am prepared to|can|could|i|we|happy to) [only|maybe|go] "
        "(give|give you|offer|offer you|pay|do|go|go to|go up to|stretch to|manage|spend|go "
        "for|bid|afford|pay up to) {price} (for|on) [the] {item@named} <c_price_tail>",
        "(ill|i will|id|i would|i can|i could|i|we would|wed) (take|buy|have|grab|go for) [the] "
        "{item@named} (for|at|if you do|if you can do|if its|if it is|if you make it|if you go "
        "down to|if you take) {price} <c_price_tail>",
        "(ill|i will|id|i would|i can|i|we would|wed) (take|buy|have|grab) (it|that|this|that "
        "one|this one|them) (for|at|if you do|if you can do|if its|if it is|if you make it|if you "
        "go down to|if you take|if you accept) {price} <c_price_tail>",
        "(my|our) [best|max|maximum|highest|final|top|absolute|absolute max|very "
        "best|counter|upper|last] "
        "(offer|limit|bid|price|budget|max|maximum|best|counteroffer|counter offer|counter|final "
        "offer|ceiling|number|top price) [for it|for that|on it|for this|for the {item@named}|on "
        "the {item@named}|for {item@named}|on {item@named}] (is|would be|s|at|:|tops out at|stops "
        "at|ends at|will be|has to be) [about|around|at] {price} <c_price_tail>",
        "(the|thats the|that is the) [best|most|max|maximum|highest] (i|we) (can|could|will|would) "
        "(do|go|pay|offer|give|manage|spend|afford) (is|s|would be|for [the] {item@named} is|on "
        "[the] {item@named} is|for it is) {price} <c_price_tail>",
        "(best|most|max|maximum|highest) (i|we) (can|could|will|would) "
        "(do|go|pay|offer|give|manage|spend|afford) [is|would be] {price} [for|on] [the|it] "
        "[{item@named}] <c_price_tail>",
        "(would|how about|what about|is|does|how does|what if i offer|what if i offered|what if we "
        "say|what if we said|lets say|shall we say|say|what do you say to|what would you say "
        "to|how would|will|and for|and at|and if i offered|can we say|can we do|could we do|could "
        "we say|can we settle on|could we settle on|can we meet at|could we meet at|can we agree "
        "on|could we agree on|lets meet at|lets do|lets make it|make it|make that|i propose|i "
        "suggest|let us say|i counter with|ill counter with|counter|i counter|countering "
        "with|counteroffer|counter offer|my counter|i bid|i offer|i would offer|offer|offering|any "
        "chance of|any chance at|any chance for|is there any chance of|meet me at|meet at|can you "
        "meet me at|could you meet me at|would you meet me at|do you accept|you accept|you take|do "
        "you take|accept|take|you would take|you do|can do|could do|can you do it for|ok "
        "for|maybe|perhaps|what if its|and what if i pay|if i pay|if i offer|if i offered|if i "
        "paid|id be in at|i am in at|im in at|i would be in at|im in for|ill take it at|i take "
        "at|i buy at|thinking|i was thinking|i was hoping for|i was thinking of|i was thinking "
        "more like|more like|hoping for|i had in mind|i have in mind|i hope for|we were "
        "thinking|we were hoping for) [about|around|more like|more|of|something like|to] {price} "
        "[work|do|ok|be ok|fly|be acceptable|be possible|possible|for it|work for you|be fair|be "
        "enough|sound|acceptable|instead|too low|alright|be alright|suit you|do it|fine|is "
        "ok|good|cover it|be too low|on it|flexible|enough|for you|is my max|sound ok|sound "
        "fair|be considered] [for|on] [the|it] [{item@named}] <c_price_tail>",
        "{price} (for|on) [the] {item@named} [and its a deal|and you have a deal|and we have a "
        "deal|deal|ok] <c_price_tail>",
        "{price} (and|then) (its a deal|you have a deal|we have a deal|you got a deal|ill take "
        "it|im in|its sold|i take it|were good|we are good|i will take it|youve got a deal|weve "
        "got a deal|deal|well take it|i buy it|its done|ill buy it) <c_price_tail>",
        "{price} [is] (my best offer|my final offer|is my limit|is my max|is all i have|is all i "
        "can do|tops|max|maximum|final offer|final|best offer|cash|is my best|is my final|is the "
        "best i can do|is what i can do|is what i can offer|is what i can pay|all i have|is my "
        "top|is my budget|cash today|cash in hand|and not a penny more|not a penny more|would "
        "work|would work for me|works for me|is more my budget|is more in my range|would be "
        "ok|would suit me|is what im willing to pay|is what i am willing to pay|take it or leave "
        "it|my offer|my limit|my max|is my offer|is as high as i can go|is as far as i can go|is "
        "as far as i go|is where im at|is where i am|my best|and i take it) [for] [the|it] "
        "[{item@named}] <c_price_tail>",
        "~2 [the] {item@the_piece} (for|at) {price} [ok|deal|possible|would you|works|please] <c_price_tail>",
        "[the] {item@named} , {price} (deal|ok|possible) <c_price_tail>",
        "(if) (you|youd|you would|you can|you could) (do|take|accept|go to|go down to|come down "
        "to|make it|drop to|lower it to|sell it for|let it go for|get it to|bring it to|get to) "
        "{price} [for] [the|it] [{item@named}] [then|and] (ill take it|i will take it|im in|its a "
        "deal|its sold|i take it|we have a deal|ill buy it|i am in|i would take it|id take it|well "
        "take it|id buy it|i would buy it|youve got a deal|you have a deal|i buy it|i buy|i "
        "take|ill buy) <c_price_tail>",
        "(too much|too high|too expensive|bit high|a bit high|a bit much|bit steep|a bit "
        "steep|thats too much|thats too high|thats a bit high|thats a bit much|thats steep|a "
        "little high|a little steep|thats a little high|thats more than i wanted|its too much|its "
        "a bit high|too steep|over my budget|thats over my budget|its over budget|out of my "
        "budget) [for me|,] (i can do|id do|i could do|would you take|how about|ill give you|i can "
        "offer|id give you|i could go to|i can go to|can you do|could you do|would you accept|id "
        "pay|id go|ill pay|i would pay|what about|i offer|would you do|ill do|i will pay|id "
        "offer|make it|could you go to|i would do|i could offer|could you take|would you go "
        "to|could you accept|id give|i can go|i can pay|i would go) {price} <c_price_tail>",
        "(any|is there any|is there|have you any|do you have any|got any) (chance|wiggle "
        "room|room|flexibility|movement|possibility|way|hope) [of|for|on|at|that|you could do|you "
        "would take|youd take|youd do|to get it for|to come down to|of getting it for|to] [the "
        "price|it|getting it for|like|a deal at|to go to|go to|you could do|you take|you accept] "
        "[,|,] [say|like|at|for|maybe|around] {price} <c_price_tail>",
        "[<c_yes>] (id|i would|i could|i can|ill|i will|i might|we could|we would|we can|wed|im|i "
        "am|happy|willing|prepared) [be|perhaps|maybe|possibly|probably|just "
        "about|just|only|happily|certainly] "
        "[able|willing|prepared|happy|ready|comfortable|ok|good|in|interested] [to|with|at|for] "
        "[stretch|go|pay|do|offer|part with|come up|manage|spend|give|bid|commit|be in|buy it|take "
        "it|buy|meet you] [with|to|up to|for|at|as far as|you|it for|it at] "
        "[about|around|say|like|a|max|maximum] {price} [for it|on it|for that|if|max|tops|but no "
        "more|at a push|at most|at the most] <c_price_tail>",
        "(what|how) (about|if|would you say to|do you say to|does) {price} [sound|look|grab "
        "you|feel|strike you|be] [then|instead|for it|cash] <c_price_tail>",
        "(meet|join|come) me (at|halfway at|in the middle at|half way at) {price} <c_price_tail>",
        "(shall|should|can|could|lets|let us|why dont) we [not] (say|call it|settle on|settle "
        "at|agree on|agree|make it|meet at|do|round it to|round it down to|shake on|settle for) "
        "{price} <c_price_tail>",
        "(a bit|bit|little|a little|slightly|too|way) (steep|high|much|pricey|dear|over my "
        "budget|rich|expensive) [for me|for my blood] , [would you|could you|can you|i could|id|i "
        "would|ill|how about|what about|maybe] [take|do|accept|go|pay|offer|give] [to|for|you] "
        "{price} <c_price_tail>",
        "[the] {item@named} [for|at] {price} [and] (you have a deal|its a deal|deal|ill take it|im "
        "in|id take it|i would take it|would be a deal) <c_price_tail>",
        "would {price} (do it|work|be enough|buy it|be acceptable|be ok|be possible|secure "
        "it|clinch it|seal it|get it|swing it|fly|suit|be considered|tempt you) [for the "
        "{item@named}|for it] <c_price_tail>",
        "(offering|bidding|my bid|my offer|offer|i bid|i offer|i can only offer|i can offer) "
        "[is|of|:] {price} [for] [the|it] [{item@named}] <c_price_tail>",
        "(might|would|could|will|shall|may|can) {price} (be acceptable|be ok|be okay|do|work|be "
        "enough|be possible|suit|be fine|be alright|be agreeable|be considered|be fair|be "
        "something|secure it|buy it|interest you|tempt you|swing it|cover it) [to you|for you] "
        "[for|on] [the] [{item@named}] <c_price_tail>",
        "(might|would|could|will|may|can) {price} (be acceptable|be ok|do|work|be enough|be "
        "possible|suit|be fine|be considered|be fair|buy|secure|get me|tempt you for) [to you|for "
        "you] (for|on) [the] {item@named} <c_price_tail>",
        "(might|would|could) you (consider|accept|entertain|take) {price} [for|on] [the] "
        "[{item@named}] <c_price_tail>",
    )
    examples = {"would you take 3800?": {"price": {"amount": "3800.00", "currency": "USD"}}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, inbox = self.heard(crm)
        item = self.meant(crm)
        wishes.interest(crm, contact, "counter", inbox.text, item)
        actions = []
        if item is not None:
            summary = f"Sell {item.title} ({item.sku}) to {contact.name} for {self.price}?"
            actions = [
                self.approvable(crm, summary, "sell_item", item=item, contact=contact, price=self.price)
            ]
        return self.pass_on(crm, f"offers {self.price}", PASSED_ON, item=item, actions=actions)


class AskPrice(Sentence):
    """Ask what something costs."""

    item: Item | None = slot("item")

    phrases = (
        "<c_ask> (how much|hm|how mch|how muc) [is|are|was|s|does|do|would|would you want|did you "
        "say|will|for|are you asking|do you want|would it be|would be|are we talking] [the price "
        "of|it|that|this|they|one|you want|that one|this one|it cost|that cost|this cost|it be|it "
        "set me back|they cost|they are|again|for it|for that|for this|for that one|for one|that "
        "be|is it|are they|you asking|you want for it|you asking for it|are you asking for it|do "
        "you want for it|are you asking for that|are you asking for this|would that be|would that "
        "cost|would it cost|would they cost|these|those|for this one|for them|do they cost|does it "
        "cost|does that cost|does this cost|for a piece like that|for shipping and all|are they "
        "each|is that one|is this one|is one] [cost|again|please|now|going for|all "
        "in|then|exactly|for|in total|in euros|in dollars|in euro|in pounds|each|with "
        "frame|framed|incl shipping|including shipping|with shipping|please tell "
        "me|roughly|approximately|did you say|with the frame|without the frame|unframed] <c_bye>",
        "<c_ask> (how much|hm) (is|are|was|s|does|do|would|for|would you want for|are you asking "
        "for|do you want for|did you say for|will|you want for|you asking for|is the price of|is "
        "the price for|are we talking for|would it be for) [the price of|the] {item@named} "
        "[cost|again|please|now|going for|be|costs|set me back|sell for|go for|cost me|please tell "
        "me|then|run|all in|with the frame|framed|each|exactly|with shipping|including "
        "shipping|go|run me|cost with shipping] <c_bye>",
        "<c_ask> (price|cost|prices|pricing|price please|how much|whats the price|whats the "
        "cost|what is the price|what price|which price|what cost|the price|asking price|whats the "
        "asking price|price range|whats the damage|what does it cost|what would it cost|what do "
        "you want for it|what do you want for that|what are you asking|what are you asking for "
        "it|what are you asking for that|what do they cost|what does that cost|what is it going "
        "for|whats it going for|whats it worth|whats the sticker price|whats the ask|whats it "
        "cost|whats that cost|what would that cost|whats this going for|whats that going for|whats "
        "that one going for|what would it set me back|what would that set me back|whats the list "
        "price|is there a price|whats your price|what is your price|what is your best price|whats "
        "your best price|best price|whats the best price|what is the best price|whats the lowest "
        "you can go|whats the lowest you would go|whats the lowest price|whats your lowest|lowest "
        "price|can you tell me the price|could you tell me the price|may i know the price|may i "
        "ask the price|can i ask the price|can i have the price|could i have the price|could you "
        "send me the price|can you send me the price|send me the price|send price|send me "
        "price|can i get a price|can i get the price|could i get a price|could i get the "
        "price|please send price|please quote|give me a price|give me the price|whats the "
        "total|what will it cost|what did you say it costs|what was the price|what was the price "
        "again|whats the price again|remind me of the price|what would you want for it|what would "
        "you ask|what would you ask for it|whats the price tag|is it expensive|is it pricey|what "
        "would i pay|what would i have to pay|how expensive is it|how pricey is it|how "
        "expensive|what they cost|price for it|price on it|price of it|price on that|price for "
        "that|price for that one|price of that one|price of that|pricing info|price info|what does "
        "one cost|cost please|how much please|any price|what do i have to pay|what do i owe you "
        "for it|what price you want|what price do you want) [again|please|on it|for it|of it|on "
        "that|for that|of that one|now|on this|for this|of this one|on that one|on this one|for "
        "that one|for this one|then|including shipping|with shipping|framed|for me|for "
        "one|each|for both|for them|all in|is it|exactly|roughly] <c_bye>",
        "<c_ask> (price|cost|pricing|prices|the price|whats the price|what is the price|whats the "
        "cost|what is the cost|what price|asking price|what was the price|whats the asking "
        "price|what is the asking price|can you tell me the price|could you tell me the price|may "
        "i know the price|may i ask the price|can i have the price|could i have the price|could "
        "you send me the price|can you send me the price|send me the price|can i get a price|can i "
        "get the price|could i get a price|what is your price|whats your price|what is your best "
        "price|whats your best price|best price|whats the best price|whats the price tag|remind me "
        "of the price|remind me the price|whats the lowest price|give me the price|may i inquire "
        "about the price|may i enquire about the price|i would like to know the price|id like to "
        "know the price|please tell me the price|tell me the price|do you have a price|is there a "
        "price|please send the price|please send me the price|would you tell me the price|would "
        "you send me the price|could i ask the price|whats the ask|i wonder what the price is|i am "
        "curious about the price|curious about the price|im curious about the price|what are the "
        "prices) (of|for|on) [the] {item@named} [again|please|now] <c_bye>",
        "<c_ask> (what|whats|what s) (does|do|would|is|are|will|did|s|you|are you|do you|did "
        "you|would you) [the] {item@named} (cost|going for|cost again|go for|cost "
        "me|worth|costs|priced at|cost please|cost these days|sell for|set me back|cost "
        "now|run|cost in euros|cost in dollars) <c_bye>",
        "<c_ask> what (are you asking|do you want|would you want|do you ask|are you looking to "
        "get|did you want|would you ask|are you charging|do you charge|would you take|are they "
        "asking|are you after) (for) [the] {item@named} <c_bye>",
        "<c_ask> (tell me|know|find out) (what|how much) [the] {item@named} (costs|cost|is|goes "
        "for|would cost|is going for|would be|sells for|will cost) <c_bye>",
        "<c_ask> (what|how much) [the] {item@named} (costs|cost|goes for|would cost|is going "
        "for|would be|sells for|is|price) <c_bye>",
        "(can|could|would) you (tell|give|send|quote) [me] [the] (price|cost|pricing) [of|for|on] "
        "[the] {item@named} <c_bye>",
        "{item@named} (price|how much|cost|price please|how much is it|whats the price|how much "
        "please|how much?) <c_bye>",
        "{item@named} , (price|how much|cost|how much is it|whats the price|how much is that|what "
        "does it cost) <c_bye>",
        "(is) [the] {item@named} (expensive|pricey|within my budget|very expensive) <c_bye>",
        "(could|can|would|may|might) (you|i) [please|kindly|possibly] "
        "(quote|tell|give|let|ask|know|get|have|inquire|enquire|send) [me|us|about|know] "
        "[a|the|what|how much] (price|cost|pricing|asking price|figure|quote|number|ballpark|rough "
        "price) [of|for|on|is] [the] [{item@named}] <c_bye>",
        "(whats|what is|what was|wats) the (damage|ask|price tag|asking|going rate|price "
        "point|tariff|number|figure|best price|sticker|price) [on|for|of] [the] {item@named} "
        "<c_bye>",
        "(price|cost) (of|for|on) [the] {item@named} <c_bye>",
        "(what|how much) (do|did|would|will|are|were) you (want|asking|after|looking "
        "for|charge|charging|need|take|ask|selling) [for|it for] [the] {item@named} [for] <c_bye>",
        "(what|how much) (do|did|would|will|are|were) you (want|asking|after|looking "
        "for|charge|charging|ask) [for] (it|that|this|that one|this one|them) [for] <c_bye>",
        "what would [the|a] {item@named} (cost|set me back|run me|be|come to|go for) [me] <c_bye>",
        "(how much|what) (for|is) {item@named} <c_bye>",
        "? [!(price|cost|costs|how much|pricing|charge|going "
        "for|asking|charging|damage|expensive);{item@named};(whats|what|of|for|on)]",
    )
    examples = {"how much is the big red one": {"item": "big red one"}}

    def run(self, crm: Crm) -> Reply:
        return _about_item(self, crm, "asks the price", "price")


class AskAvailable(Sentence):
    """Ask whether something can still be had."""

    item: Item | None = slot("item")

    phrases = (
        "<c_ask> (is|are|was) [it|that|this|that one|this one|they|the piece|these|those|them|the "
        "painting|the watch] [still|already|yet] (available|for sale|there|free|in stock|up for "
        "grabs|to be had|on the market|sold|gone|taken|around|not sold|unsold|up for sale|for "
        "grabs|with you|going|here|on offer|on sale|possible to buy|possible|sold already|spoken "
        "for|reserved|on hold|available for purchase|available to buy|obtainable|purchasable|still "
        "unsold) [already|yet|please|now|or not|?|or sold|or gone|or is it gone|to buy|for "
        "purchase|or has it sold|or did it sell] <c_bye>",
        "<c_ask> (is|are|was) [the|your|that] {item@named} [still|already|now|currently] "
        "(available|for sale|there|free|in stock|up for grabs|to be had|on the "
        "market|sold|gone|taken|around|not sold|unsold|up for sale|with you|going|here|on offer|on "
        "sale|spoken for|reserved|on hold|available for purchase|available to buy|in the shop|in "
        "the gallery|possible to buy|obtainable|still unsold|for grabs) [already|yet|please|now|or "
        "not|or sold|or gone|or is it gone|to buy|for purchase|or has it sold|or has someone "
        "bought it|or have i missed it|or am i too late|or did it sell|or did somebody buy it] "
        "<c_bye>",
        "<c_ask> (do|did|have|are|dont|havent) (you|u|you guys|you still|they) "
        "[still|also|sell|stock|ever] (have|got|sell|stock|selling|carry|keep|offering|holding) "
        "[it|that|this|that one|this one|one|any|them|any left|some|the piece|any of those|any of "
        "them|one left|those|any of these|any more] [left|in stock|still|for sale|or "
        "not|available|or is it gone|there|with you] <c_bye>",
        "<c_ask> (do|did|have|are|dont|havent) (you|you guys|they) "
        "[still|also|sell|stock|currently|happen to] (have|got|sell|stock|selling|carry|offering) "
        "[the|any|any of the|any more|some|that|more|your] {item@named} [left|in stock|still|for "
        "sale|or not|available|or is it gone|on hand|around|at the moment|right now|there|in the "
        "shop|or did it sell|or has it sold] <c_bye>",
        "(still|you still|do you still|u still|still have|still got|got|you got|have you|you "
        "have|any|is there still|are there still|is there any|are there any|still any|you still "
        "have|you still got|there still|still the|and) [have|got|the] [the|any|that|more] "
        "{item@named} [left|available|for sale|or not|in stock|still|or sold|there|or no|still "
        "available|around|or is it gone|or what] <c_bye_req>",
        "<c_ask> (still available|available|still there|still for sale|still got it|still have "
        "it|is it gone|sold yet|gone yet|sold already|in stock|any left|still in stock|for sale "
        "still|still around|still free|is it sold|already sold|did it sell|has it sold|has it been "
        "sold|is it taken|did somebody buy it|did someone buy it|has anyone bought it|has somebody "
        "bought it|am i too late|too late|is it too late|did i miss it|have i missed it|any more "
        "left|any left in stock|are there any left|is there one left|is there any left|do you "
        "still have it|you still have it|u still have it|still avail|avail|still on the market|is "
        "it still with you|can i still get it|can i still buy it|can i still have it|can you still "
        "get it|is it for sale|is that for sale|is this for sale|is that one for sale|for sale|is "
        "it still up for sale|is it still up|are they available|when will it be back in stock|will "
        "you get more|will you have more|will you be getting more|when will you have more|do you "
        "have more|do you have more of those|do you have more of them|do you have another|do you "
        "have another one|do you have more of these|more in stock|will there be more|are you "
        "getting more|any coming in) [please|or not|?|or sold|already|or is it gone|yet|now|by any "
        "chance] <c_bye>",
        "(has|did) [the] {item@named} (sold|sell|gone|go|been sold|been taken|been bought|found a "
        "home|found a buyer|been snapped up) [yet|already|or is it still available] <c_bye>",
        "(has|did) (anyone|anybody|someone|somebody) (bought|taken|buy|take|snapped "
        "up|grab|grabbed|snap up) [the] {item@named} [yet|already] <c_bye>",
        "(can|could) i (still|also) (get|buy|have|take|purchase|order) [the] {item@named} <c_bye>",
        "(availability of|availability for|availability on|checking on availability of|asking "
        "about availability of|checking if) [the] {item@named} [is available|is still "
        "available|still available] <c_bye>",
        "(wondering|i was wondering|just wondering|i wonder|just checking|checking|wanted to "
        "check|i wanted to check|i wanted to ask|just wanted to ask|can you check|could you "
        "check|could you tell me|can you tell me|please tell me|let me know|may i ask|can i ask|do "
        "you know|i would like to know|id like to know|i am wondering|im wondering|would you know) "
        "(if|whether) [the|you still have the|you still have|you have|you have the|your] "
        "{item@named} (is|are|s|was) [still] (available|for sale|there|free|in stock|up for "
        "grabs|on the market|sold|gone|taken|unsold|with you) [or not|please] <c_bye>",
        "(wondering|i was wondering|just wondering|i wonder|just checking|could you tell me|can "
        "you tell me|please tell me|let me know|may i ask|do you know|im wondering|i am wondering) "
        "(if|whether) [it|that|this|that one|this one] (is|s|are|was) [still] (available|for "
        "sale|there|free|in stock|up for grabs|on the market|sold|gone|taken|unsold|with you) [or "
        "not|please] <c_bye>",
        "(wondering|i was wondering|just wondering|i wonder|just checking|could you tell me|can "
        "you tell me|let me know|im wondering) (if|whether) you [still|do] [still] (have|got|sell) "
        "[the|any] {item@named} [left|in stock|still|available] <c_bye>",
        "{item@named} (still available|available|still there|sold|still for sale|in "
        "stock|gone|still in stock|taken|still have|still got|still free|available or not|still "
        "available or not|sold or not|still avail|is it available|is it still "
        "available|left|still) <c_bye>",
        "{item@named} , (still available|available|still there|sold yet|still for sale|is it still "
        "available|is it available|is it sold|do you still have it|still have it|you still have "
        "it|do you have it|still got it) <c_bye>",
        "(has|is|did|was|have|are) [the] {item@named} (gone|found a home|gone already|been "
        "sold|sold|still around|still going|still with you|still there|still about|spoken "
        "for|left|still kicking around|snapped up|been snapped up|still up for sale|still on "
        "sale|still free|still available|still on the market|still looking for a home|already "
        "sold|already gone|already taken) [yet|already] <c_bye>",
        "(any|is there any|do you have any|have you any|got any|are there any) [of the|of "
        "those|more] {item@named} (left|still|available|remaining|in stock|to be had|still "
        "available|going) <c_bye>",
        "(you|do you|u|have you|did you) (still|yet|already) (have|got|sell|sold|selling|hang on "
        "to|hold) [the|that|those] {item@named} [left|in stock|?|there] <c_bye>",
        "(could|can) i still (buy|get|have|purchase|order|snag) [the|a|one of the] {item@named} <c_bye>",
        "(is|are) [the] {item@named} (to be had|obtainable|purchasable|up|sold or "
        "available|available or sold) <c_bye>",
        "? [!(available|for sale|still there|still got|still have|sold|gone|taken|in stock|left|up "
        "for grabs|on the market|spoken for);!{item@named};!(is|are|still|has|have|did|any|do "
        "you)]",
    )
    examples = {"is Blue Nude still available": {"item": "Blue Nude"}}

    def run(self, crm: Crm) -> Reply:
        return _about_item(self, crm, "asks whether it is available", "available")


class AskDetails(Sentence):
    """Ask about size, condition, more photos."""

    item: Item | None = slot("item")

    phrases = (
        "<c_ask> <c_detail_q> (it|that|this|that one|this one|they|these|them|the piece|the "
        "painting|the watch|the work|those|the frame|the vase|the print|the bowl) <c_detail_end>",
        "<c_ask> <c_detail_q> [the|your] {item@named} <c_detail_end>",
        "(is|are|was|were) (it|that|this|that one|this one|they|these|those|the piece|the "
        "painting|the watch|the work|the print|the dial|the case|the bracelet|the frame|the "
        "strap|the crystal|the movement|the bezel|the glaze) <c_adjective> <c_bye>",
        "(is|are|was|were) [the|your] {item@named} <c_adjective> <c_bye>",
        "(does|do|did|has|have|can|will) (it|that|this|that one|this one|they|these|those|the "
        "piece|the painting|the watch|the work|the print|he|she) <c_feature> <c_bye>",
        "(does|do|did|has|have|can|will) [the|your] {item@named} <c_feature> <c_bye>",
        "(can|could|would|may|might|do) [you|i|we] [please|maybe] "
        "(send|share|text|get|see|show|have|have you got|have "
        "you|email|whatsapp|give|take|provide|forward|post|you have|you got) [me|us|over] [some|a "
        "few|a|more|any|the|another|better|additional|other|close up|another few|a couple of|a "
        "couple more|a few more|one more|an|few|few more|couple more] "
        "[more|other|better|close|close up|closeup|detailed|additional|recent|clear|good|extra] "
        "<c_photos> [please|of it|of that|of this|of that one|of the back|of the front|of the "
        "dial|of the case|of the signature|of the frame|of it in the room|of it on the wall|of the "
        "movement|of the side|in daylight|of the caseback|of the bracelet|of the details|on the "
        "wall|on the wrist|in natural light|from the side|from the back|of the base|of the "
        "inside|of the bottom|from another angle|of them|about it|on it|about that|about that "
        "one|about this one|about this|first|of the surface|of the texture|of the condition] "
        "<c_bye>",
        "(can|could|would|may|might|do) [you|i|we] [please|maybe] "
        "(send|share|text|get|see|show|have|have you got|have "
        "you|email|whatsapp|give|take|provide|forward|you have|you got) [me|us|over] [some|a "
        "few|a|more|any|the|another|better|additional|other|close up|a couple of|a couple more|a "
        "few more|one more|an|few|few more] [more|other|better|close|close "
        "up|closeup|detailed|additional|recent|clear|good|extra] <c_photos> (of|about|on|for|from) "
        "[the] {item@named} <c_bye>",
        "(send|share|show|text|i need|need|any|got any|got|do you have|have you got|have you "
        "any|more|any more|some more|any other|any better|you have|i would like|id like|i want|i "
        "would love|id love|please send|please send me|send me|send me some|show me|send more|have "
        "you) [me|us|over] [some|a few|a|more|any|the|other|better|additional|to see|to have|to "
        "get|any more|any other] [more|other|better|close up|closeup|additional|detailed|clearer] "
        "<c_photos> [please|of it|of that|of this|of that one|about it|on it|of the back|of the "
        "dial|of the frame|of the signature|of them|of the movement|about that one|first|of the "
        "side|of the caseback] <c_bye>",
        "(send|share|show|text|i need|need|any|got any|got|do you have|have you got|have you "
        "any|more|any more|some more|any other|any better|you have|i would like|id like|i want|i "
        "would love|id love|please send|please send me|send me|send me some|show me|send more) "
        "[me|us|over] [some|a few|a|more|any|the|other|better|additional|to see|to have|to get|any "
        "more|any other] [more|other|better|close up|closeup|additional|detailed] <c_photos> "
        "(of|about|on|for|from) [the] {item@named} <c_bye>",
        "(tell|can you tell|could you tell|please tell|would you tell) (me|us) [more|something|a "
        "bit more|a little more|a bit|a little|anything] (about|on) (it|that|this|that one|this "
        "one|them|the piece|the artist|the painting|the watch|the maker|the work) <c_bye>",
        "(tell|can you tell|could you tell|please tell|would you tell) (me|us) [more|something|a "
        "bit more|a little more|a bit|a little|anything] (about|on) [the] {item@named} <c_bye>",
        "(whats|what is|what are|what was) [the|its|their|your] <c_attribute> [like|of it|of "
        "that|of this|of the piece|of that one|of this one|please|on it|on that|on that one|on "
        "this one|exactly|of the work|of the watch|of the painting|again|on this|of them] <c_bye>",
        "(whats|what is|what are|what was) [the|its|their] <c_attribute> (of|on|for|in|inside) "
        "[the] {item@named} [like|please|exactly|again] <c_bye>",
        "(whats|what is) [the] {item's} <c_attribute> <c_bye>",
        "<c_attribute_short> [please|of it|on it|info|again] <c_bye>",
        "<c_attribute_short> (of|on|for) [the] {item@named} [please|again] <c_bye>",
        "(who|whos|who is|who was|who has) (made|painted|the artist|the "
        "maker|by|did|created|built|took|photographed|sculpted|designed|this artist|this by|it "
        "by|that by|the painter|the photographer|framed|threw|wove) [it|that|this|this one|that "
        "one|them|the piece|the painting] <c_bye>",
        "(who|whos|who is|who was) (made|painted|the artist of|the maker of|created|the artist "
        "behind|photographed|sculpted|designed|the painter of|the photographer of|built|took) "
        "[the] {item@named} <c_bye>",
        "(when|in what year|in which year|what year) (was|were|did) (it|that|this|this one|that "
        "one|they|he|she|the artist) [get|paint|make|was] "
        "(made|painted|produced|created|serviced|last serviced|built|done|serviced "
        "last|fired|finished|printed|taken|signed|it|this|sold last|restored) <c_bye>",
        "(when|in what year|in which year|what year) (was|were) [the] {item@named} "
        "(made|painted|produced|created|serviced|last serviced|built|done|serviced "
        "last|fired|finished|printed|taken|signed|restored) <c_bye>",
        "(do|would|could|can|will|does) (you|it|that|they) (ship|deliver|ship "
        "internationally|deliver internationally|ship abroad|ship overseas|ship worldwide|ship "
        "it|deliver it|frame|frame it|frame them|ship them|gift wrap|gift wrap it|offer payment "
        "plans|take payment plans|offer installments|do payment plans|take "
        "installments|install|install it|hang it|ship to europe|offer shipping|do framing|offer "
        "framing|do installments|include shipping|insure it|come with insurance|give a "
        "certificate|provide a certificate|give a warranty|offer a warranty|accept credit "
        "cards|take credit cards|take cards|accept cards|accept paypal|take paypal|do trade "
        "ins|take trades|take trade ins|accept trades) [to {_@short}|for me|too|as well|with it] "
        "<c_bye>",
        "(is|are) (shipping|delivery|framing|the frame|tax|vat|insurance|the box|papers|box and "
        "papers|the strap|the stand|a certificate|a frame|the certificate|import duty|the "
        "papers|the original box) (included|extra|free|included in the "
        "price|possible|available|part of it|in the price|on top|additional) <c_bye>",
        "(can|could|would|may) you (tell|give|send) (me|us) [the|some|a bit|a little|its|more] "
        "(size|dimensions|measurements|medium|year|condition|edition|provenance|weight|story|details|history|specs|background|case "
        "size|movement|material|materials|condition report|info|information) [of|for|on|about] "
        "[the|it|this|that] [{item@named}] <c_bye>",
        "(what|which|whats) [is|are|s|was|year|size|kind of|type of|sort of] [the|its|their] "
        "(size|dimensions|measurements|medium|year|condition|edition|provenance|weight|story|movement|caliber|case "
        "size|diameter|material|glaze|paper|wood|clay|frame|technique|height|width|depth|history|service "
        "history|strap|finish|color|print run|edition size) [is|of|on|for|like|was|are] "
        "[the|it|this|that] [{item@named}] [made of|in|from|on|made from] <c_bye>",
        "(how) (big|large|tall|wide|heavy|old|long|high|deep|thick|rare|fragile|much does it "
        "weigh|many are in the edition|many in the edition|many were made|was it made|is it made) "
        "[is|are|was|were] [the|it|this|that|they] [{item@named}] <c_bye>",
        "(is|are|was|were|does|do|has|have|can) [the|your] {item@named} (hand "
        "made|handmade|signed|framed|numbered|dated|original|authentic|come framed|come with "
        "papers|come with box|have papers|been serviced|been restored|come with a certificate|have "
        "a certificate|need a service|work|run|dishwasher safe|microwave safe|food "
        "safe|waterproof|go in the dishwasher|go in the microwave|go in the oven|come with a "
        "frame|come with a stand|oven safe|unpolished|polished|full set|glazed|need "
        "framing|hang|stand|ship|keep time|come with box and papers|have its box|have the box|have "
        "its papers|have a frame) [or not|too|as well|by the artist] <c_bye>",
        "(box|papers|box and papers|certificate|frame|warranty|original box|original "
        "papers|service papers|stand|strap|original strap|bracelet|original "
        "bracelet|provenance|coa) [and (box|papers|certificate|frame)] (with|for|on|to|come "
        "with|comes with|included with) [the] {item@named} <c_bye>",
        "[does] [the] {item@named} (come|comes) with <c_photos> <c_bye>",
        "? "
        "[!(size|dimensions|big|large|heavy|old|year|medium|material|condition|signed|framed|edition|provenance|weight|movement|caliber|diameter|measurements|pictures|picture|details|height|width|serviced|restored|frame|box|box "
        "and papers|papers|certificate|authentic|dishwasher safe|microwave safe|glaze|made "
        "of);!(what|how|is|are|does|has|can|any|more|which|send|whats|with|of|on|do|have|could);{item@named}]",
    )
    examples = {"what size is it": {}, "can you send more photos": {}}

    def run(self, crm: Crm) -> Reply:
        return _about_item(self, crm, "asks for details", "details")


class AskSimilar(Sentence):
    """Ask for more of the kind."""

    item: Item | None = slot("item")

    phrases = (
        "<c_ask> (anything|something|do you have anything|do you have something|have you got "
        "anything|have you anything|got anything|is there anything|is there something|any "
        "pieces|any works|any other pieces|any other works|do you have other pieces|do you have "
        "other works|do you have pieces|do you have works|other pieces|other works|other things|do "
        "you have other things|have you other pieces|have you got other pieces|have you other "
        "works|what else do you have|what else have you got|what else is there|do you have more|do "
        "you have any more|do you have others|have you got others|any others|others|more|any "
        "more|do you have any others|do you have any other pieces|do you have any other works|you "
        "have anything|you have something|you got anything|you got something|do you have any|got "
        "something|have you got something|are there other pieces|are there others|are there other "
        "works|are there more|do you have any pieces|do you have any works|show me something|show "
        "me anything|show me more|show me others|i would like to see something|id like to see "
        "something|id love to see something|can you show me something|could you show me "
        "something|can i see something|can i see more|can i see others|can you show me more|could "
        "you show me more|can i see other pieces|can i see other works|have more|have other|have "
        "others|got more|got others|got any others|anything else you have|have you got more|have "
        "you more|have any others|have others) [else|similar|comparable|other|new|of the "
        "kind|more|alike|available] (like|similar to|along the lines of|in the style of|in the "
        "same vein as|in the vein of|comparable to|in the same style as|akin to|close to|in that "
        "vein like|such as|in the manner of|reminiscent of|as|of the same kind as|to|that goes "
        "with|to go with|that matches|in the spirit of|related to|resembling) (it|that|this|that "
        "one|this one|those|these|them|the one you sent|the ones you sent|the one i bought|the "
        "last one|the one you showed me|what i bought|the one i saw) [but {_@short}|in "
        "{_@short}|please|for less|cheaper|smaller|bigger|available|at a lower price|left] <c_bye>",
        "<c_ask> (anything|something|do you have anything|do you have something|have you got "
        "anything|have you anything|got anything|is there anything|is there something|any "
        "pieces|any works|any other pieces|any other works|do you have other pieces|do you have "
        "other works|do you have pieces|do you have works|other pieces|other works|other "
        "things|what else do you have|what else have you got|what else is there|do you have "
        "more|do you have any more|do you have others|have you got others|any "
        "others|others|more|any more|do you have any others|do you have any other pieces|do you "
        "have any other works|you have anything|you have something|you got anything|do you have "
        "any|got something|have you got something|are there other pieces|are there others|are "
        "there other works|are there more|show me something|show me anything|show me more|show me "
        "others|id love to see something|can you show me something|could you show me something|can "
        "i see something|can i see more|can you show me more|could you show me more|have you other "
        "pieces|have you got other pieces|do you have any pieces|do you have any works) "
        "[else|similar|comparable|other|new|more] (like|similar to|along the lines of|in the style "
        "of|in the same vein as|in the vein of|comparable to|in the same style as|akin to|close "
        "to|such as|in the manner of|reminiscent of|of the same kind as|that goes with|to go "
        "with|that matches|in the spirit of|related to|resembling) [the] {item@named} [but "
        "{_@short}|in {_@short}|please|for less|cheaper|smaller|bigger] <c_bye>",
        "<c_ask> (anything|something|do you have anything|do you have something|have you got "
        "anything|have you anything|got anything|is there anything|have you something|do you also "
        "have something|any|do you have|what|show me something|show me|show me anything|can you "
        "show me something|id like something|got|have you|have you got|got something|have you got "
        "something|is there something|do you have any|maybe something|perhaps something|you "
        "have|you have something|you have anything) [else] (similar|comparable|like it|like "
        "that|like this|along those lines|else like it|in that style|in the same style|in that "
        "vein|in a similar style|in the same vein|of the same kind|else in this style|else in that "
        "style|alike|of that kind|of this kind|else similar|along these lines|in this "
        "style|similar pieces|similar works|similar items|similar ones|similar but smaller|similar "
        "but cheaper|similar but bigger|in a similar price range|in the same price "
        "range|comparable in price|comparable pieces|other similar|cheaper|smaller|bigger|less "
        "expensive|larger|in blue|in another color|in a different color|in a smaller size|a bit "
        "cheaper|a bit smaller|a bit bigger|a little cheaper|a little smaller|smaller like "
        "that|cheaper like that|else in my price range|more affordable|with similar colors|else to "
        "show me|else to show|else for me) [please|in stock|available|for me|available now|but "
        "smaller|but cheaper|but bigger|but in blue|for less|maybe|by any chance|by the same "
        "artist|but less expensive|right now|that is available] <c_bye>",
        "<c_ask> (anything|something|what|do you have anything|do you have something|have you got "
        "anything|got anything|any|do you have|is there anything|is there more|more|other "
        "pieces|other works|any other pieces|any other works|what else do you have|what else have "
        "you got|do you have other pieces|do you have other works|do you have more|any more|can i "
        "see more|can you show me more|other things|show me more|have you got more|any more "
        "pieces|any more works|do you have more works|do you have more pieces) "
        "[else|works|pieces|more|paintings|prints|other works|other pieces|work|available] "
        "(by|from) (the same artist|the same maker|this artist|that artist|the same hand|the "
        "artist|the same painter|him|her|them|the same brand|the same potter|this maker|that "
        "maker|the same photographer|the same series|that series|this series) [please|available|in "
        "stock] <c_bye>",
        "(what else do you have|what else|what else have you got|what other pieces do you "
        "have|what other works do you have|other options|any other options|any "
        "alternatives|alternatives|do you have alternatives|do you have any alternatives|other "
        "suggestions|any other suggestions|what else is available|what else is there|show me "
        "something else|show me something similar|something else|anything else|similar "
        "pieces|similar works|similar ones|similar|what else you have|what else you got|have you "
        "something else|do you have something else|do you have anything else|do you have other "
        "options|got anything else|show me other things|show me others|can i see others|other "
        "pieces|any others like it|any more like it|any more like that|more like this|more like "
        "that|more like it|any more like this|more of the same|more of that kind|more of this|more "
        "please|can i see something else|could i see something else) [please|then|for "
        "me|available|in stock] <c_bye>",
        "(have|got|do|are|is|any|anything|something|what|show|can|could|would) "
        "[you|i|me|there|else|see|have|get|do] "
        "[have|got|me|any|anything|something|other|see|else|more] "
        "[any|other|more|else|pieces|works|things|stuff|something|anything|vases|prints|watches|paintings] "
        "[pieces|works|else|things|by|vases|prints|watches|paintings] (similar|like|along the "
        "lines|in the same style|in that style|in the same vein|comparable|of that sort|of that "
        "type|reminiscent|in the spirit|akin|resembling|same sort of thing|close) [to|of|as] [the] "
        "{item@named} <c_bye>",
        "(more|others|other pieces|other works|something else) (like|similar to|along the lines "
        "of|in the style of) [the] {item@named} <c_bye>",
        "(more|others|other pieces|other works|something else|anything) (like|similar to|along the "
        "lines of|in the style of) (it|that|this|that one|this one|those|them) <c_bye>",
        "(any|some|more|other) [more|other] {_@short} (like|similar to|comparable to|in the style "
        "of|in the vein of|along the lines of|that look like|resembling) (it|that|this|that "
        "one|this one|those|them|these)",
        "(any|some|more|other|got|do you have|have you got|have you|is there|are there|you have|do "
        "you have any|have you got any|are there any|got any|anything) [more|other|any] {_@short} "
        "(like|similar to|comparable to|in the style of|in the same style as|in the vein of|in the "
        "same vein as|along the lines of|resembling|that look like|to match) [the] {item@named}",
        "? [!(similar|like|comparable|alike|same style|same vein|in the vein|resembling|same "
        "artist);!(anything|other|more|else|something|any|others|pieces|works|got);!{item@named}]",
        "? [!(similar|like it|like that|like this|comparable|alike|same style|same vein|along "
        "those lines);!(anything|other|more|else|something|any|others|pieces|works)]",
    )
    examples = {"anything else like it": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, inbox = self.heard(crm)
        item = self.meant(crm)
        wishes.interest(crm, contact, "similar", inbox.text, item)
        return self.pass_on(crm, "asks for something similar", item=item)


class RequestHold(Sentence):
    """Ask to have something kept."""

    item: Item | None = slot("item")
    until: datetime | date | None = slot("when")

    phrases = (
        "<c_hold> (it|that|this|that one|this one|them|both|the piece|the painting|the "
        "watch|these|those) [aside|back|on hold|on reserve|for us|away|to one side] [for me|for "
        "us|please|under my name|in my name|with my name] [<c_until> {until}] <c_hold_tail>",
        "<c_hold> [the|that|this|your] {item@piece} [aside|back|on hold|on reserve|away|to one "
        "side] [for me|for us|please|under my name|in my name|with my name] [<c_until> {until}] "
        "<c_hold_tail>",
        "<c_hold> (it|that|this|that one|this one|them) [aside|on hold] [for me|for us] {until} "
        "<c_hold_tail>",
        "(put|can you put|could you put|would you put|will you put|please put|pls put|kindly "
        "put|might you put) [a|my name on] (hold|reserve|reservation|hold sticker|red dot|reserved "
        "sticker|sticker|dot|my name) [sticker] on (it|that|this|that one|this one) [for me|for "
        "us|please] [<c_until> {until}] <c_hold_tail>",
        "(put|can you put|could you put|would you put|will you put|please put|pls put|kindly "
        "put|might you put) [a|my name on] (hold|reserve|reservation|hold sticker|red dot|reserved "
        "sticker|sticker|dot|my name) [sticker] on [the|that] {item@piece} [for me|for us|please] "
        "[<c_until> {until}] <c_hold_tail>",
        "(put|can you put|could you put|would you put|will you put|please put) [aside|on hold] "
        "[the|that] {item@piece} [aside|on hold|on reserve] [for me|for us] [<c_until> {until}] "
        "<c_hold_tail>",
        "(can|could|may|might|would) (i|we) [please] "
        "(have|get|put|place|reserve|make|take|request|ask for|call|claim|be first in line|secure) "
        "[a|an|the] (hold|reservation|reserve|first dibs|first refusal|dibs|option|first "
        "option|first choice|deposit hold) [on|for] (it|that|this|that one|this one) [<c_until> "
        "{until}] <c_hold_tail>",
        "(can|could|may|might|would) (i|we) [please] (have|get|put|place|make|take|request|ask "
        "for|call|claim) [a|an|the] (hold|reservation|reserve|first dibs|first "
        "refusal|dibs|option|first option|first choice) [on|for] [the] {item@piece} [<c_until> "
        "{until}] <c_hold_tail>",
        "(can|could|may|might|would) (i|we) [please] (reserve|hold|have reserved|put aside|put on "
        "hold|keep|claim|bagsy|book) (it|that|this|that one|this one) [<c_until> {until}] "
        "<c_hold_tail>",
        "(can|could|may|might|would) (i|we) [please] (reserve|hold|have reserved|put aside|put on "
        "hold|keep|claim|bagsy|book) [the|that] {item@piece} [<c_until> {until}] <c_hold_tail>",
        "(i|we|id|i would|we would|wed) [would|like|love|want|d] [like|love|want] [to] "
        "(reserve|put on hold|hold|put a hold on|have a hold on|put aside|place on hold|place a "
        "hold on|have reserved|put a reserve on|book) (it|that|this|that one|this one) [<c_until> "
        "{until}] <c_hold_tail>",
        "(i|we|id|i would|we would|wed) [would|like|love|want|d] [like|love|want] [to] "
        "(reserve|put on hold|hold|put a hold on|have a hold on|put aside|place on hold|place a "
        "hold on|have reserved|put a reserve on|book) [the|that] {item@piece} [<c_until> {until}] "
        "<c_hold_tail>",
        "(dont|do not|please dont|pls dont) (sell|let go of|give away|let anyone take|let anyone "
        "have|let anybody have|sell or give away) (it|that|this|that one|this one|the piece) [to "
        "anyone|to anybody|to anyone else|to somebody else|yet|to someone else|before|until|before "
        "i see it|before i decide|just yet] [<c_until>] [{until}] <c_hold_tail>",
        "(dont|do not|please dont|pls dont) (sell|let go of|give away|let anyone take|let anyone "
        "have) [the] {item@piece} [to anyone|to anybody|to anyone else|to somebody else|yet|to "
        "someone else|just yet] [<c_until>] [{until}] <c_hold_tail>",
        "(reserve|hold|put aside|keep|save) {item@piece} (for me|for us|please|in my name|under my "
        "name) [<c_until> {until}] <c_hold_tail>",
        "{item@piece} (on hold|reserve|reserved|hold) (for me|for us|please|in my name) [<c_until> "
        "{until}] <c_hold_tail>",
        "(could|can|would|might|may|will) (you|i|we) [please|possibly|kindly|perhaps|maybe] "
        "(hold|keep|reserve|save|set aside|put aside|put by|hang on to|hang onto|pop "
        "aside|have|lay aside|put away|tuck away|stash) [on to|onto|a hold on|dibs on|first "
        "refusal on|first dibs on] (it|that|this|that one|the {item@piece}|{item@piece}|this one) "
        "[aside|back|by|on hold|for me|for us] [for me|for us|please] [<c_until> {until}] "
        "<c_hold_tail>",
        "(hold|keep|reserve|save|set aside|put aside|put by|hang on to|hang onto|dont sell) "
        "(it|that|this|that one|this one) [aside|back|by|on hold|for me|for us|to anyone else] "
        "[for me|for us|please] [<c_until> {until}] [, {_@clause}] <c_hold_tail>",
        "(hold|keep|reserve|save|set aside|put aside|put by|hang on to|hang onto) [the] "
        "{item@piece} (for me|for us|for my wife|for my husband) [please] [<c_until> {until}] "
        "<c_hold_tail>",
        "(put|pop|stick|place) (my name|me) (on|down for) (it|that|the {item@piece}|{item@piece}) "
        "[please|for now] [<c_until> {until}] <c_hold_tail>",
        "(give|grant|allow) me [until|till|a few days|a day|first refusal|a bit of time] [on|for] "
        "[the] [{item@piece}] [until|till] {until} [to decide|to think|to think about it|to make "
        "up my mind|to sleep on it] <c_hold_tail>",
        "(i|we) need (until|till) {until} [to decide|to think|to think about it|to make up my "
        "mind|can you hold it|please hold it] <c_hold_tail>",
        "(hold|keep|reserve) it {until} <c_hold_tail>",
        "(hold|reserve|keep|save|put aside|set aside) [the|that|this|your] {item@piece} [aside] "
        "(for me|for us) [<c_until> {until}] <c_hold_tail>",
        "? [!(hold|reserve|keep|aside|save|dibs|first refusal|hang on to|hold on to|put by|on "
        "hold);!(me|us|my name);{item@piece};(until|til|through) {until}]",
    )
    examples = {"can you hold it till friday": {"until": "2026-11-27"}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, inbox = self.heard(crm)
        item = self.meant(crm)
        wishes.interest(crm, contact, "hold", inbox.text, item)
        actions = []
        if item is not None:
            till = _until(crm, self.until)
            summary = f"Hold {item.title} ({item.sku}) for {contact.name}{till}?"
            actions = [
                self.approvable(crm, summary, "hold_item", item=item, contact=contact, until=self.until)
            ]
        return self.pass_on(crm, "asks us to hold", PASSED_ON, item=item, actions=actions)


class AskOrder(Sentence):
    """Ask where an order is."""

    order: Order | None = slot("order")

    phrases = (
        "<c_ask> (wheres|where is|where are|where s|hows|how is|whats happening with|whats up "
        "with|what about|any news on|any news about|any update on|any updates on|any word "
        "on|status of|status on|what is the status of|whats the status of|whats the status "
        "on|whats going on with|what happened to|what happened with|any news of|an update "
        "on|update on|news on|news about|any info on|any information on|have you shipped|did you "
        "ship|have you sent|did you send|when will you ship|when will you send|when are you "
        "shipping|when are you sending|when do you ship|when do you send|i am waiting for|im "
        "waiting for|im still waiting for|i am still waiting for|still waiting for|still waiting "
        "on|waiting for|waiting on|i have not received|i havent received|havent received|have not "
        "received|didnt receive|i did not receive|i didnt receive|i never received|never "
        "received|i havent got|i still havent received|i still havent got|still no sign of|no sign "
        "of|when do i get|when will i get|when will i receive|when do i receive|when can i "
        "expect|when may i expect|when should i expect|when can i pick up|when can i collect|can "
        "you track|could you track|please track|track|tracking for|any tracking for|do you have "
        "tracking for|is there tracking for|tracking number for|do you have a tracking number "
        "for|can i have tracking for|can i get tracking for|could i get tracking for|whats the "
        "tracking for|whats the tracking number for|can you check on|could you check on|can you "
        "check|could you check|checking on|just checking on|checking in on|inquiring about|asking "
        "about|i am inquiring about|i would like to know about|what about) [my|our|the] "
        "[recent|last|latest] "
        "(order|package|parcel|delivery|shipment|purchase|stuff|orders|mugs|things|painting|watch|print|piece|vase|bowl|bowls|plates|box|crate|work|mug|goods|items|tracking|tracking "
        "number|artwork|picture|pictures|ring|delivery slot|invoice) [number|no|nr] [{order}] "
        "[now|yet|please|at|doing|coming along|coming|going|to arrive|to be delivered|to "
        "ship|already|to come|right now|to get here|today|to be ready] <c_bye>",
        "<c_ask> (wheres|where is|how is|hows|any news on|any update on|status of|whats the status "
        "of|whats happening with|any tracking for|tracking for|track|any news about|update on|when "
        "will i get|when can i expect|when may i expect|when should i expect|when will i "
        "receive|have you shipped|did you ship|can you check|have you sent|whats up with|do you "
        "have tracking for|tracking number for|is there tracking for|can you track) [my|our|the] "
        "<order> {order} [now|yet|please|to arrive|to be delivered|to ship|to come|doing|to get "
        "here|already] <c_bye>",
        "(has|have|did|is|was|are|will|when will|when does|when is|when did|when do|does) "
        "[my|our|the] "
        "(order|package|parcel|delivery|shipment|purchase|stuff|orders|mugs|things|painting|watch|print|vase|bowl|bowls|plates|crate|artwork|picture|tracking|ring) "
        "[number|no|nr] [{order}] [been|gone|already|going to|be|get|going|on|actually] "
        "(shipped|ship|sent|delivered|out|dispatched|arrive|arrived|left|leave|ready|coming|here|on "
        "its way|on the way|arriving|there|processed|go out|be delivered|get here|show "
        "up|come|due|out for delivery|be here|going out|its way|the "
        "way|posted|deliver|packed|shipping|confirmed|paid|be ready|ready for pickup|ready to pick "
        "up|ready to collect|be there|be shipped|be sent|received|working|been) "
        "[yet|out|already|today|this week|soon|tomorrow|now|please|or not|in time|before "
        "{_@when}|by {_@when}] <c_bye>",
        "(has|have|did|is|was|will|when will|when does|when is|when did|does) <order> {order} "
        "[been|gone|already|going to|be|get|going|on] "
        "(shipped|ship|sent|delivered|out|dispatched|arrive|arrived|left|leave|ready|coming|here|on "
        "its way|on the way|arriving|there|processed|go out|be delivered|get here|show "
        "up|come|due|out for delivery|be here|posted|shipping|be shipped|be ready) "
        "[yet|out|already|today|this week|soon|now|please|or not] <c_bye>",
        "(when) (will|does|is|can|do|may|should) (it|they|i|that|we) [be|going to|get|expect|to] "
        "(arrive|get here|be delivered|be here|ship|come|delivered|shipped|show "
        "up|shipping|arriving|coming|expect it|receive it|get it|have it|be shipped|be sent|expect "
        "delivery|expect to get it|expect to receive it|expect them|pick it up|get them) "
        "[please|by|approximately|roughly|about] <c_bye>",
        "(has|did|is|have) (it|they|you) [been|already|gone|get] "
        "(shipped|ship|sent|delivered|dispatched|arrived|left|on its way|out for delivery|ship "
        "it|shipped it|sent it|send it|posted|posted it|go out|gone out|send it out|sent it "
        "out|mailed it|mail it|on the way|shipped my order|sent my order|shipped them|ship "
        "them|sent them|dispatched it) [yet|out|already|today|or not] <c_bye>",
        "(order|my order|order status|tracking|tracking number|tracking please|tracking "
        "info|delivery status|shipping status|my package|my parcel|package status|delivery "
        "date|order update|wheres my stuff|where my order|where my package|order where|where "
        "order|any tracking|any tracking yet|got tracking|got a tracking number|do you have "
        "tracking|do you have a tracking number|do you have the tracking number|can i get a "
        "tracking number|can i get tracking|can i have the tracking number|can i have "
        "tracking|could i get the tracking number|could i have the tracking number|can you send me "
        "the tracking|can you send me the tracking number|could you send me the tracking "
        "number|send me the tracking|send me the tracking number|please send tracking|please send "
        "me the tracking number|whats the tracking number|what is the tracking number|is there a "
        "tracking number|is there tracking|shipping update|delivery update|eta|whats the eta|eta "
        "on my order|any eta|hows delivery looking|when is delivery|how long is delivery|how long "
        "does delivery take|how long does shipping take|how long will it take|how long until it "
        "arrives|how long till it arrives|how long until it ships|hows my order) "
        "[please|yet|again|{order}|number {order}] <c_bye>",
        "<order> {order} (status|update|where|where is it|tracking|any news|any "
        "update|please|when|arrived|shipped|not arrived|not here|has not arrived|hasnt "
        "arrived|still not here|still not arrived|when will it arrive) [yet|please] <c_bye>",
        "(the|my) (order|package|parcel|mugs|painting|watch|delivery) [{order}] (hasnt arrived|has "
        "not arrived|isnt here|is not here|never arrived|didnt arrive|hasnt come|has not come|is "
        "late|still isnt here|still hasnt arrived|still hasnt come|not arrive yet|not come yet|not "
        "arrived|not arrived yet|has not arrived yet|hasnt shown up|still has not arrived) [yet|, "
        "where is it|, wheres it|, any news|, any update] <c_bye>",
        "(any|is there|have you got|got|do you have|what) "
        "[any|sign|word|news|update|tracking|idea|clue|eta|is the|s the] "
        "[of|on|about|for|when|where|number|status] (my|the|our) "
        "(order|package|parcel|delivery|shipment|mugs|purchase|painting|print|watch|stuff|things|plates|vase|bowls) "
        "[yet|please|{order}|is|will arrive|will come|will be here|will ship|ships|status] <c_bye>",
        "(when|where|how) (is|will|are|can|do|does|did|should|might|would|s|long) "
        "[my|the|our|i|it|they|we|until|till|before] "
        "(order|package|parcel|delivery|shipment|mugs|purchase|painting|print|watch|stuff|things|plates|vase|bowls|expect "
        "it|get it|expect delivery|expect my order|get my order|get my mugs|receive it|receive my "
        "order|it arrive|it ship|it get here|it be delivered|it arrives) "
        "[{order}|be|arrive|arriving|coming|ship|shipping|going|get "
        "here|here|now|at|due|delivered|expected|turn up|show up|to arrive] "
        "[here|now|then|delivered|sent|please|ready] <c_bye>",
        "(i|we) (am|are|m|re|was|still|have|ve|havent|have not|didnt|never) [still|been|not|yet] "
        "(waiting|waited|received|got|get|receive|heard|had|wondering) "
        "[for|on|about|anything|back|any news] [about|on|of] (my|the|our) "
        "(order|package|parcel|delivery|shipment|mugs|purchase|painting|print|watch|stuff|things|plates|vase|bowls) "
        "[{order}|yet|still|for weeks|is] <c_bye>",
        "order {order} (hasnt|has not|havent|not|still not|didnt|never) "
        "[arrived|come|arrive|shipped|here|turned up|shown up] [yet|still] <c_bye>",
        "order {order} [?|,|:|status|news|update|where|eta] <c_bye>",
        "(my|our|the) "
        "(order|package|parcel|mugs|painting|watch|delivery|stuff|things|plates|bowls|vase|print|box|piece|shipment|ring) "
        "[still] (hasnt|havent|has not|have not|didnt|did not|not) [yet] "
        "(come|arrived|arrive|showed up|shown up|turned up|been delivered|come yet|arrived "
        "yet|here|got here|reached me|been here|shipped|turn up) [yet|, any news|, any update|, "
        "where is it]",
        "? "
        "[!(order|package|parcel|delivery|shipment|mugs|purchase|tracking|plates|bowls);!(where|wheres|when|status|arrived|arrive|come|came|shipped|ship|tracking|track|update|news|here|eta|expect|still|hasnt|havent|not|delivered|yet|coming|waiting|late);<order> "
        "{order}]",
    )
    examples = {"where is my order": {}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import certain_answers

        contact, _ = self.heard(crm)
        answer = certain_answers.about_order(crm, contact, self.order, unsure=self.unsure)
        return self.pass_on(crm, "asks where their order is", answer or LET_ME_CHECK, waits=not answer)


class AskVisit(Sentence):
    """Ask to come by."""

    when: datetime | date | None = slot("when")

    phrases = (
        "<c_visit> [{when}] <c_visit_tail>",
        "<c_visit> (at|on|around|about|by) {when} <c_visit_tail>",
        "(i|ill|i will|id|i would|we|well|we will|wed|we would|im|i am|were|we are|i might|we "
        "might|i may|i shall|we shall|i plan to|i want to|i would like to|id like to|id love to|i "
        "would love to|we want to|we would like to|wed like to|wed love to|i could|we could|i "
        "can|we can|going to|gonna|im gonna|im going to|i am going to|were going to|we are going "
        "to|planning to|hoping to|i was hoping to|i hope to|we hope to|im planning to|i am "
        "planning to|we are planning to|were planning to|i intend to|i should like to|thinking "
        "of|thinking about|i was thinking of|i was thinking about|i need to|we need to) "
        "[like|love|want|hoping|planning|going|thinking of] [to] <c_come> [{when}] <c_visit_tail>",
        "{when} [i|ill|i will|we|well|could i|can i|may i|can we|could we|id like to|i can|we "
        "can|i could|i would like to] <c_come> <c_visit_tail>",
        "(are|is|will|were) (you|the gallery|the shop|the studio|the show|the store|you guys|u|the "
        "exhibition|your gallery|your shop|your studio|anyone|somebody|someone) [be] "
        "(open|there|around|in|closed|at the gallery|in the gallery|at the shop|in the studio|at "
        "the studio|still open|available) [on|at|for|to visit|to the public|for visitors|for "
        "visits] [{when}] [or closed|for a visit|for visits|to come by|if i come by|for me to come "
        "by|until when|to visit|for me to visit|to show me] <c_bye>",
        "(are|is) (you|the gallery|the shop|the studio|the store|you guys|your gallery) "
        "(open|closed) (weekends|on weekends|on sundays|on saturdays|on "
        "mondays|sundays|saturdays|mondays|during the week|during the holidays|every day|daily|on "
        "holidays|in the evening|evenings|in the evenings|late|on tuesdays|on wednesdays|on "
        "thursdays|on fridays) <c_bye>",
        "(what are|whats|what is|what re|when are|when is|until when are|till when are|how late "
        "are|how long are|what time are|what time do|when do|until what time are|what time is|what "
        "days are|which days are|at what time do|until when is|how late is) [your|the|you|the "
        "gallery|the shop|the studio] [opening|gallery|business|visiting|store|shop|studio|guys] "
        "(hours|open|opening hours|times|opening times|close|closing|closing time|hours today|open "
        "today|open until|open till|visiting hours|opening|open on weekends|open tomorrow|opening "
        "time|closing today) [today|tomorrow|on {_@when}|{_@when}|on weekends|this week|on "
        "sundays|on saturdays|on mondays|to|until|till|now|these days|please] <c_bye>",
        "(opening hours|hours|your hours|open today|open tomorrow|opening times|business "
        "hours|visiting hours|are you open|you open|u open|open|still open|open now|hours "
        "today|your opening hours|open on sunday|open sunday|open saturday|open on saturday|open "
        "on sundays|open on weekends) [please|today|now|{when}] <c_bye>",
        "(can|could|may|would) (i|we) (make|have|book|get|schedule|arrange|set up|request) [a|an] "
        "[private|studio|gallery] (appointment|visit|viewing|private viewing|slot|meeting|look) "
        "[to see it|to see the piece|to view it|to come by|to visit|with you|at the gallery|in the "
        "gallery|for a viewing|to see the work|to see the watch|to see the painting] "
        "[for|on|at|around] [{when}] <c_bye>",
        "(id like|i would like|i want|we would like|wed like|we want|i need|id love|i should like) "
        "[to] (make|have|book|get|schedule|arrange|set up|request) [a|an] [private|studio|gallery] "
        "(appointment|visit|viewing|private viewing|slot|meeting) [to see it|to view it|to come "
        "by|to visit|with you] [for|on|at|around] [{when}] <c_bye>",
        "(book|schedule) [me] [a|an] (appointment|visit|viewing|private viewing) [for|on|at] "
        "[{when}] <c_bye>",
        "(is|would|does|how is|hows|how about|what about|would it be ok|is it ok|would it be "
        "possible|is it possible|would it be okay) [if] [i|we|to] "
        "[come|came|stop|stopped|drop|dropped|swing|swung|pop|popped|visit|visited] [by|in|over] "
        "{when} (ok|good|possible|fine|work|work for you|suit you|alright|all "
        "right|convenient|suit|ok for you|good for you|okay|fine for you|for a visit|for a "
        "viewing|to come by|to visit|too early|too late|works) [for a visit|for a viewing|to come "
        "by|to visit|to see it|for you|with you] <c_bye>",
        "(is it ok|would it be ok|is it possible|would it be possible|is it alright|would it be "
        "okay|is it okay|would you mind|do you mind|is it fine) (if i|if we|to) "
        "(come|came|stop|stopped|drop|dropped|swing|swung|pop|popped|visit|visited|look|looked|see "
        "it|saw it|view it) [by|in|over|round|you|it] [with {_@short}|to see it] [{when}] <c_bye>",
        "(whats|where is|where are|where s|what is) (your address|the address|the gallery|your "
        "gallery|you located|your shop|your studio|the shop|the studio|the gallery located|your "
        "gallery located|the address of the gallery|the exact address|your location|your store) "
        "[again|located|exactly|please] <c_bye>",
        "(could|can|may|might|would|should) (i|we|my wife and i|my husband and i|my friend) "
        "[perhaps|possibly|maybe|also|please|still] "
        "(visit|come|pop|drop|stop|swing|call|pass|nip|look|head|get|bring|view|see) "
        "[by|in|over|round|around|past|into|down|it|the gallery|you|us|the studio|the "
        "shop|along|my wife|my husband|to see it|up] [to see it|to have a look|to look at it|and "
        "see it|to view it|and have a look|for a look|for a viewing|to see {_@item}] "
        "[on|at|around] [{when}] <c_visit_tail>",
        "(ill|i will|we will|well|i plan to|im going to|i am going to|i intend to|i would like "
        "to|id like to|we would like to|we plan to|i hope to|wed like to|id love to|hoping "
        "to|planning to|want to|i want to) "
        "(visit|come|pop|drop|stop|swing|call|pass|nip|look|head|be|view|see) "
        "[by|in|over|round|around|past|into|down|it|the gallery|you|us|the studio|the "
        "shop|along|to see it|up|there] [to see it|to have a look|to look at it|and see it|to view "
        "it|for a look|for a viewing] [on|at|around] {when} <c_visit_tail>",
        "(what|when|which) [are|is|time|day|days|hours|s] "
        "[your|you|the|are|do|is|gallery|would|suits|works] "
        "[opening|gallery|open|you|hours|close|be|best|convenient|for|good] (hours|open|times|open "
        "till|open until|close|closing time|time to visit|time to come|time to come by|good to "
        "visit|for a visit|visiting hours|suits for a visit) [today|tomorrow|on {_@when}|{when}|on "
        "weekends|these days|please] <c_bye>",
        "(are|is|will) (you|the gallery|the shop|the studio|anyone|someone) [be] "
        "(open|there|in|around|free|available|about) [on|at|this|for a visit] [{when}] [for a "
        "visit|to visit|if i come by|to show me the {_@item}] <c_bye>",
        "(is|would) {when} [be] (ok|good|fine|possible|convenient|suit|suitable|work|work for "
        "you|suit you|alright|okay) [for a visit|to visit|to come by|to come in|for a viewing|if i "
        "came by|to see it] <c_bye>",
        "(appointment|visit|viewing) [for|on|at|,|:] {when} [possible|please|ok] <c_bye>",
        "(is it possible|would it be possible|could i|can i|may i|can we|could we|id like|i would "
        "like|i want|we would like|wed like) [to] (make|have|book|get|schedule|arrange|set "
        "up|request) [a|an] [private|studio|gallery] (appointment|visit|viewing|private "
        "viewing|slot|meeting) [for|on|at|around] [{when}] <c_bye>",
        "? [!(visit|come by|stop by|drop by|pop in|come in|appointment|viewing|swing by|drop "
        "in|open|come over|see it in person|pop by|come see|come and see|come round|opening "
        "hours|look in person);{when}]",
    )
    examples = {"can I come by saturday at 2": {"when": "2026-11-21T14:00:00-05:00"}}

    def run(self, crm: Crm) -> Reply:
        contact, _ = self.heard(crm)
        actions = []
        if self.when is not None:
            summary = f"Put {contact.name}'s visit in the diary{_on(crm, self.when)}?"
            actions = [self.approvable(crm, summary, "book_visit", contact=contact, when=self.when)]
        return self.pass_on(crm, "asks to come by", PASSED_ON, actions=actions)


class SharePreference(Sentence):
    """Say what one collects."""

    likes: str = slot("likes", required=True)
    max_price: Money | None = slot("money")

    phrases = (
        "<c_like> {likes} [<c_budget> {max_price} [max|tops|or less|maximum|at most|or under|or so]]",
        "<c_like> {likes} [,] {max_price} (max|tops|or less|maximum|at most|or under|limit)",
        "<c_like> {likes} , (budget|my budget|my budget is|max|limit|my limit|my limit is|price "
        "range|budget is) [is|:|about|around|up to] {max_price}",
        "(my|our) "
        "(taste|tastes|preference|thing|interest|interests|favorite|favourite|style|collection|focus|main "
        "interest|passion|favorites|weakness|collecting focus|interests are|sweet spot|niche|cup "
        "of tea|specialty|main focus) (is|are|runs to|run to|lean to|leans to|leans towards|leans "
        "toward|tends toward|tends to|would be|focuses on|consists of|is mostly|is mainly|has "
        "always been|run towards|lies in|lie in|lies with|revolves around|is more|is really|is "
        "definitely|runs towards|centers on|are mostly|are mainly) {likes} [<c_budget> {max_price} "
        "[max|tops]]",
        "{likes@clause} (is|are) (more|really|definitely|very much|totally) [my] (my thing|my "
        "style|my taste|my cup of tea|my passion|thing|style|taste|cup of tea|what i like|what i "
        "collect|what im into)",
        "(only|just|please only|pls only|please just|you can) (send|show|text|offer|tell|message) "
        "(me|us) [about|things about|pieces of|news about|news on|stuff about] {likes} "
        "(please|only|from now on|in future|going forward|in the future)",
        "(only|just|please only|pls only|please just) (send|show|text|offer|message) (me|us) "
        "[about|things about|news about|news on] {likes} [<c_budget> {max_price}]",
        "(we|i|my wife|my husband|my wife and i|my partner) [and i] "
        "[only|really|mostly|mainly|always|tend to|usually|generally|prefer to|much|do|just] "
        "(collect|collects|prefer|prefers|buy|buys|gravitate|go "
        "for|love|like|focus|look|specialise|specialize|stick|lean|adore|favour|favor|enjoy) "
        "[only|mainly|mostly|on|to|toward|towards|in|at|for|collecting|buying] {likes} [<c_budget> "
        "{max_price} [max|tops]]",
        "(what|the things|things|the kind of thing|the sort of thing|pieces|works) (i|we) "
        "(like|love|collect|go for|prefer|want|look for|am into|m into) (is|are|would be|tend to "
        "be|tends to be) {likes} [<c_budget> {max_price} [max|tops]]",
        "(my|our) (heart|eye|interest|passion|focus|collection|taste) "
        "(is|lies|lie|beats|belongs|goes|runs|has always been) [with|in|for|to|on|mainly|mostly] "
        "{likes} [<c_budget> {max_price} [max|tops]]",
        "(im|i am|were|we are) "
        "[really|only|mostly|mainly|always|more|all|just|very|quite|strictly|purely|totally|deeply|an|a] "
        "(into|about|interested in|after|keen on|fond of|drawn to|passionate about|a collector "
        "of|collecting|a fan of|crazy about|partial to|a lover of|more of a|a sucker for|mad "
        "for|mad about|nuts about) {likes} [<c_budget> {max_price} [max|tops]]",
        "{likes@clause} (is|are) (all|what|the only thing|the only things) (i|we) "
        "(collect|buy|like|want|care about|go for|look for)",
        "(nothing|not|no|never) (but|other than|except) {likes} (for me|for us)",
    )
    examples = {"I only collect photography": {"likes": "photography"}}

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, _ = self.heard(crm)
        wishes.interest(crm, contact, "preference", self.likes)
        up_to = f", up to {self.max_price}" if self.max_price else ""
        summary = f"Note that {contact.name} likes {self.likes}{up_to}?"
        action = self.approvable(
            crm, summary, "add_preference", contact=contact, likes=self.likes, max_price=self.max_price
        )
        return self.pass_on(crm, "tells what they like", actions=[action], waits=False)


class ShareWish(Sentence):
    """Say what one is looking for."""

    wish: str = slot("wish", required=True)
    max_price: Money | None = slot("money")

    phrases = (
        "<c_wish> {wish} [<c_budget> {max_price} [max|tops|or less|maximum|at most|or under|or "
        "so|all in]] [please|, let me know|let me know|, tell me|, ping me|, text me|, call me|, "
        "keep me posted|, can you help|if you have one|if you find one|if you come across one|, "
        "any chance|, any ideas|, do you have one|do you have one|, please let me know]",
        "<c_wish> {wish} [,] {max_price} (max|tops|or less|maximum|at most|or under|limit|budget)",
        "<c_wish> {wish} , [my] (budget|budget is|max|limit|price range|up to|budget up to|budget "
        "of) [is|:|about|around|up to] {max_price}",
        "(if|when|in case|should|whenever|as soon as|once) (you|u|you guys) [ever|do|should|happen "
        "to|by chance] (get|find|have|come across|see|get in|get hold of|spot|receive|run "
        "into|come by|stumble on|stumble across|stumble upon|hear of|obtain|acquire|got|can "
        "find|can get|are offered|come upon|lay hands on|hear about|get your hands on|source) "
        "{wish} [<c_budget> {max_price} [max|tops|or less]] [in|in stock|again|for sale] "
        "[,|please|then|pls] (let me know|tell me|call me|text me|ping me|drop me a line|message "
        "me|give me a shout|keep me in mind|think of me|let us know|contact me|id like to know|im "
        "interested|i am interested|i would be interested|id be interested|i want it|ill take "
        "it|shout|give me a call|write me|notify me|send me a text|send me a message|id love to "
        "know|i would like to know|i want to know|im your man|id love to hear|i would love to "
        "know|be sure to tell me|get in touch|reach out|holler|i would love to hear|let me know "
        "first|remember me|save it for me|id love to see it|i would love to see it|i would buy "
        "it|id buy it) [please|first|thanks|about it|asap|right away]",
        "(let|please let|pls let|tell|please tell|text|call|notify|ping|message|shout|holler|give "
        "me a shout|keep me posted|keep me in mind|drop me a line) [me|us] [know] "
        "(if|when|whenever|as soon as|once|should) (you|u|you guys|there is|theres) "
        "[ever|do|happen to] (get|find|have|come across|see|get in|get hold of|spot|receive|run "
        "into|hear of|have in|obtain|acquire|got|are offered|stumble across|stumble upon|come "
        "by|get your hands on|source) {wish} [<c_budget> {max_price} [max|tops|or less]] [in|in "
        "stock|again|for sale] <c_bye>",
        "(keep an eye out|keep your eyes open|keep an eye open|be on the lookout|look out|keep a "
        "look out|keep a lookout|keep an eye|watch out) [for me] (for) {wish} [<c_budget> "
        "{max_price} [max|tops|or less]] [for me|please|will you] <c_bye>",
        "(can|could|would|will|might) you [please|possibly] (source|look for|hunt down|search "
        "for|look out for|keep an eye out for|track down|get hold of|source me|keep your eyes open "
        "for|be on the lookout for|keep a lookout for|help me find|help us find|keep an eye open "
        "for) [me|us] {wish} [<c_budget> {max_price} [max|tops|or less]] [for me|for us] <c_bye>",
        "(any|is there any|is there a) (chance|way|possibility) (of|you could|you can|that you|you "
        "might|for) [you] [get|find|finding|getting|have|source|sourcing|tracking down] [me] "
        "{wish} [<c_budget> {max_price}] [for me] <c_bye>",
        "(what i want is|what i am after is|what im after is|what i am looking for is|what im "
        "looking for is|what i need is|my wish is|my dream is|the grail is|my grail is|my holy "
        "grail is|top of my list is|next on my list is|what id love is|what i would love is|my "
        "dream piece is|my grail watch is|the one i want is|my wish list|on my wish list is|on my "
        "wishlist is|wishlist|wish list|on my wishlist) [:|is] {wish} [<c_budget> {max_price} "
        "[max|tops]]",
        "{wish} (is what im looking for|is what i am looking for|is what im after|is what i "
        "want|is on my wishlist|is on my wish list|wanted|is my grail|is my dream|is what i am "
        "after|is what i need) [<c_budget> {max_price}]",
        "(wanted|wtb|iso|searching|looking for|in search of|wish|want to buy|seeking|hunting "
        "for|searching for|after) [:|-] {wish} [<c_budget> {max_price} [max|tops]]",
        "(put|add) me (on|to) [the|your] (waiting list|waitlist|list|wait list|wish list|wishlist) "
        "for {wish} [<c_budget> {max_price} [max|tops]] [please]",
        "(id|i would|we would|wed) [dearly|really|so|absolutely|very much|just] (love|like|be "
        "thrilled|be delighted|be over the moon|kill|give my right arm|give anything|be keen) "
        "[to|for] (find|have|own|get|buy|see|acquire|track down|get my hands on|hunt down|lay my "
        "hands on|come across|add) {wish} [<c_budget> {max_price} [max|tops]]",
        "(if|should|when|whenever|in case) [you|u|one] [ever|do|happen to|should] (hear|know|get "
        "wind|learn|catch wind|come across|come by|stumble) [of|across|upon|about] {wish} "
        "[<c_budget> {max_price}] [,|please] (let me know|tell me|think of me|call me|text me|ping "
        "me|shout|drop me a line|im interested|keep me in mind) [please]",
        "(on|still on|always on|im on|i am on|been on|currently on) the "
        "(hunt|lookout|prowl|look|search|trail) [4|for|of|to find] {wish} [<c_budget> {max_price} "
        "[max|tops]]",
        "(anyone|do you know anyone|know anyone) (selling|with|who has|who sells|got) {wish} "
        "[<c_budget> {max_price} [max|tops]]",
        "(do|can|could|would) you (source|know of|come by|ever get|ever see|ever have|ever come "
        "across|track down|lay hands on) {wish} (for me|for us|at some point|in the "
        "future|someday|one day) [<c_budget> {max_price} [max|tops]]",
        "(wanting|desperate for|dying for|craving|dreaming of|dream of|longing for|hankering "
        "after|hankering for|pining for|my dream is|gagging for|jonesing for) {wish} [<c_budget> "
        "{max_price} [max|tops]]",
        "(would you|could you|can you|please|will you|do) [please] (let me know|let us know|tell "
        "me|text me|call me|drop me a line|ping me|shout|give me a shout|message me|think of me) "
        "(should|if|when|whenever|in case) [a|an|any|some|another] {wish} (turn up|turns up|come "
        "up|comes up|come in|comes in|surface|surfaces|become available|becomes available|come "
        "along|comes along|arrive|arrives|come your way|comes your way|cross your path|crosses "
        "your path|cross your desk|show up|shows up|pop up|pops up|come on the market|comes on the "
        "market|come back|comes back in stock|come back in stock|appear|appears|land|lands|walk "
        "in|walks in) <c_bye>",
        "(let me know|let us know|tell me|text me|call me|drop me a line|ping me|shout|give me a "
        "shout|message me|think of me|keep me posted|im interested|i am interested|id be "
        "interested|i would be interested) (should|if|when|whenever|in case) "
        "[a|an|any|some|another] {wish} (turn up|turns up|come up|comes up|come in|comes "
        "in|surface|surfaces|become available|becomes available|come along|comes "
        "along|arrive|arrives|come your way|comes your way|cross your path|crosses your path|cross "
        "your desk|show up|shows up|pop up|pops up|come on the market|comes on the market|come "
        "back|comes back in stock|come back in stock|appear|appears|land|lands|walk in|walks in) "
        "<c_bye>",
        "(if|when|should) [a|an|any|some|another] {wish} (turn up|turns up|ever turns up|comes "
        "up|come up|ever comes up|comes in|come in|ever comes in|surfaces|becomes available|comes "
        "along|arrives|comes your way|crosses your path|crosses your desk|shows up|pops up|comes "
        "on the market|appears|lands|walks in) [,] [please] (let me know|tell me|text me|call "
        "me|drop me a line|ping me|shout|give me a shout|message me|think of me|im interested|i am "
        "interested|i want it|id like to know|id love to know|keep me in mind|let us know) <c_bye>",
    )
    examples = {
        "I'm looking for a 1968 Speedmaster under 6k": {
            "wish": "1968 Speedmaster",
            "max_price": {"amount": "6000.00", "currency": "USD"},
        }
    }

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import wishes

        contact, inbox = self.heard(crm)
        wish = wishes.add(crm, contact, self.wish, self.max_price)
        wishes.interest(crm, contact, "wish", inbox.text)
        have = wishes.matches(crm, wish)
        meaning = "is looking for something" + (f" (we have {have[0].title}, {have[0].sku})" if have else "")
        return self.pass_on(crm, meaning)


class Thanks(Sentence):
    """Say thank you."""

    phrases = (
        "(<thanks>|thanks so much|thanks a lot|thanks a million|thanks a bunch|thank you so "
        "much|thank you very much|thank you kindly|thanks very much|thank you all|thank you "
        "guys|thanks guys|thanks all|thanks everyone|thanks team|thanks again|thank you again|many "
        "thanks again|thanks for everything|thank you for everything|thanks for your help|thank "
        "you for your help|thanks for the help|thank you for the help|thanks for letting me "
        "know|thank you for letting me know|thanks for the info|thank you for the info|thanks for "
        "the information|thank you for the information|thanks for the quick reply|thank you for "
        "the quick reply|thanks for the update|thank you for the update|thanks for the "
        "message|thank you for the message|thanks for your message|thank you for your "
        "message|thanks for the reply|thank you for the reply|thanks for your reply|thank you for "
        "your reply|thanks for getting back to me|thank you for getting back to me|thanks for the "
        "pictures|thank you for the pictures|thanks for the picture|thank you for the "
        "picture|thanks for telling me|thank you for telling me|thanks for your time|thank you for "
        "your time|thanks for thinking of me|thank you for thinking of me|thanks for the heads "
        "up|thank you for the heads up|thanks for sharing|thank you for sharing|thanks for "
        "checking|thank you for checking|thanks for your patience|thank you for your "
        "patience|thanks for the offer|thank you for the offer|thanks in advance|thank you in "
        "advance|much obliged|very kind|very kind of you|most kind|most kind of you|so kind|so "
        "kind of you|thats very kind|thats so kind|thats kind of you|thats very kind of you|that "
        "is very kind|that is very kind of you|that is kind of you|how kind|how kind of you|thats "
        "kind|youre the best|you are the best|youre a star|you are a star|youre an angel|youre a "
        "legend|legend|lifesaver|youre a lifesaver|you rock|bless you|god bless|cheers mate|ta "
        "mate|cheers for that|ta for that|cheers then|i appreciate that|i really appreciate "
        "it|really appreciate it|i really appreciate that|we really appreciate it|so "
        "appreciated|greatly appreciated|very much appreciated|thats much appreciated|really "
        "appreciated|im grateful|i am grateful|so grateful|im so grateful|very grateful|i am very "
        "grateful|i am so grateful|im very grateful|thanks heaps|thanks loads|thanks tons|thanks a "
        "ton|big thanks|huge thanks|a big thank you|a huge thank you|a million thanks|a thousand "
        "thanks|thousand thanks|thank you thank you|thanks thanks|ok thanks|great thanks|perfect "
        "thanks|super thanks|wonderful thanks|lovely thanks|thank u|thank u so much|thankyou|thank "
        "you sir|thank you maam|thank you madam|thank you dear|thank you darling|thank you "
        "friend|thank you my friend|thanks my friend|thanks mate|thanks man|thanks bro|thanks "
        "dear|thanks friend|thanks love|thanks so so much|thanks for all your help|thank you for "
        "all your help|thanks for all the help|thank you for all the help|thanks for the lovely "
        "evening|thank you for the lovely evening|thank you for the invitation|thanks for the "
        "invitation|thank you for the invite|thanks for the invite|thanks for asking|thank you for "
        "asking|thanks for the fast reply|thank you for the fast reply|thank you for your quick "
        "reply|thanks for your quick reply|thank you for the prompt reply|thank you for your "
        "prompt reply|thanks for the fast shipping|thanks for the quick shipping|thank you for the "
        "fast shipping|thanks for the great service|thank you for the great service|thanks for the "
        "service|thanks for the tip|thank you for the tip|thanks for the link|thank you for the "
        "link|thanks for reaching out|thank you for reaching out|thanks for holding it|thank you "
        "for holding it|thanks for your understanding|thank you for your understanding|thanks for "
        "that|thank you for that|thanks for this|thank you for this|thanks for the reminder|thank "
        "you for the reminder|thanks for following up|thank you for following up|thanks for the "
        "details|thank you for the details|thank you for your kindness|thank you for your kind "
        "words|thank you for the kind words|thanks for the kind words) [thanks|thank you|again|so "
        "much|very much|a "
        "lot|indeed|everyone|guys|mate|love|dear|man|all|kindly|friends|xx|x|xo|,] [thanks|thank "
        "you|again|so much|very much|thank you so much|for that|for everything|thanks again|talk "
        "soon|have a nice day|have a great day|have a good day|have a lovely day|have a nice "
        "weekend|have a good weekend|have a great weekend|see you soon|see you then|bye|take "
        "care|all the best|best wishes|youre the best|have a good one|much appreciated|speak "
        "soon|see you|it arrived safely|it looks great|it looks amazing|i love it|we love it|its "
        "beautiful|its perfect|arrived safely|really]",
        ""
        "(great|perfect|super|wonderful|lovely|awesome|ok|excellent|brilliant|fantastic|amazing|cool|nice|fab|fabulous|sweet|splendid|marvelous|oh|ah|wow|good|alright|fine|very "
        "good|very well|got it|noted|understood|received|will do|sounds good|oh great|oh lovely|oh "
        "perfect|oh wonderful|oh nice|ok great|ok perfect|ok cool|ok good|no worries|its "
        "arrived|it arrived|package arrived|it came|arrived|all good|aww|aw|yay) <thanks> [so "
        "much|again|very much|a lot|for that|for everything|mate|guys|all|for the help|for letting "
        "me know|for the info|for the update]",
        "? [!(thanks|thank you|thank|cheers|appreciated|grateful|appreciate it|obliged|ta)]",
    )
    examples = {"thank you!": {}}

    def run(self, crm: Crm) -> Reply:
        return self.pass_on(crm, "says thanks", waits=False)


def _about_item(sentence: Sentence, crm: Crm, meaning: str, question: str) -> Reply:
    """Answer a question about an item where the answer is certain and may be given; else the staff do."""
    from crm_core.services import certain_answers, wishes

    contact, inbox = sentence.heard(crm)
    item = sentence.meant(crm)
    wishes.interest(crm, contact, question, inbox.text, item)
    answer = certain_answers.about_item(crm, question, item, inbox.text)
    reply = sentence.pass_on(crm, meaning, answer.text or LET_ME_CHECK, item=item, waits=not answer.text)
    reply.media = answer.media
    return reply


def _until(crm: Crm, when: datetime | date | None) -> str:
    from crm_core.services.tasks import spoken

    return f" until {spoken(crm, when)}" if when else ""


def _on(crm: Crm, when: datetime | date) -> str:
    from crm_core.services.tasks import spoken

    return f" for {spoken(crm, when)}"
