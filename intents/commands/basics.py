"""Basics: the menu, who am I, signing in, undo and redo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crm_core.access import Permission
from intents.base import Effect, Intent, Ref, Reply, registry, slot

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Action


class Undo(Intent):
    """Take back what you did last, or the action with that number."""

    which: int | None = slot("int", help="a number shown by activity")

    phrases = (
        "(undo|undo that|undo it|undo this|undo last|undo the last|undo the last one|undo last "
        "one|undo last action|undo the last action|undo the last thing|undo last change|undo the "
        "last change|undo my last|undo my last change|undo my last action|undo what i just "
        "did|undo what i did|undo that last one|undo please|take that back|take it "
        "back|revert|revert that|revert it|revert the last|revert last|revert the last "
        "change|revert last change|roll back|roll that back|roll it back|rollback|reverse "
        "that|reverse it|reverse what i just did|reverse what i did|reverse the last|reverse the "
        "last one|reverse the last action|reverse last|reverse my last|undo my mistake|oops "
        "undo|undo undo|ctrl z|ctrl-z|cmd z|take back what i just did|take back the last one|take "
        "back the last|take the last one back|i made a mistake undo it|i made a mistake undo "
        "that|put it back how it was|put it back the way it was|put that back|put everything "
        "back|go back one step|step back|change it back|change that back|switch it back|unwind "
        "that|that was wrong undo it|that was wrong undo|that was wrong undo that|that was a "
        "mistake undo it|that was a mistake undo that|wrong undo|wrong one undo|wrong one undo "
        "that|mistake undo|mistake undo that|undo last thing i did|undo the thing i just did|undo "
        "everything i just did|undo the last command|undo last command|undo previous|undo the "
        "previous|undo my last command|undo the previous one|undo what you just did|reverse what "
        "you just did|undo last step|undo the last step|cancel what i just did|cancel my last "
        "action|please undo my last action|kindly undo)",
        "(undo|revert|reverse|roll back|take back) [number|action|no|nr|#|change|entry|step|item] {which}",
        "(scrub|nix|zap|unwind|reverse|revert|back out|walk back|take back|undo|unroll) "
        "(that|the|my|this) [last|previous|latest] "
        "[one|thing|action|change|step|entry|move|bit|command|edit|update] [i did|i "
        "made|please|again|i just did|i just made]",
        "(put|set|change|turn|switch) (it|that|things|everything) back [to|how|the way|as] "
        "[it|they|things] (was|were) [before]",
        "(put|set|change|turn|switch) (it|that|things|everything) back [please|again|to normal]",
        "(that|it|this) (wasnt|was not|isnt|is not) (right|supposed to happen|what i wanted|what i "
        "meant|meant to happen|meant) [,] (undo|undo it|undo that|revert|reverse|reverse "
        "it|reverse that|take it back|revert it|put it back)",
        "? [!(undo it|undo that|undo|take it back|take that back|revert|revert it|revert "
        "that|reverse it|reverse that|roll back|roll it back|put it "
        "back|unwind);!(oops|mistake|wrong|didnt mean|not what i meant|by "
        "accident|accident|error|my bad|whoops|last|what i did|just did|i meant|messed up|screwed "
        "up|not right|shouldnt)]",
        "(oops|whoops|damn|sorry|ugh|crap|shit|argh) [i] (didnt mean that|did not mean that|didnt "
        "mean to|wrong one|that was wrong|my mistake|my bad|messed up|that was a mistake|made a "
        "mistake|didnt mean to do that|that wasnt right|not that|thats not what i meant|i didnt "
        "mean it|that was the wrong one) [,] [please] (undo|undo it|undo that|take it back|take "
        "that back|revert|revert it|revert that|reverse it|reverse that|put it back|roll it back)",
        "(that was|thats|it was|this was|that is|this is) [a|the] (wrong|mistake|wrong "
        "one|error|not right|incorrect|not what i wanted|not what i meant|accident) [,] [please] "
        "(undo|undo it|undo that|take it back|take that back|revert|revert it|revert that|reverse "
        "it|reverse that|put it back|roll it back)",
    )
    examples = {"undo": {}}
    effect = Effect.WRITE
    needs = Permission.BASICS
    undoable = False

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import journal

        action = journal.last(crm) if self.which is None else self._numbered(crm, self.which)
        intent = registry.get(action.name)
        if intent is not None:
            crm.require(intent.needs, "undo that")
        return Reply(journal.undo(crm, action).text)

    def _numbered(self, crm: Crm, number: int) -> Action:
        """The action with that number in the list that activity showed."""
        from crm_core.errors import Refused
        from crm_core.models import Action
        from crm_core.services.waiting import last_shown

        shown = last_shown(crm)
        if not 1 <= number <= len(shown) or shown[number - 1]["kind"] != "action":
            raise Refused(why="Which one? Text ACTIVITY, then UNDO and the number of the line.")
        return crm.session.get_one(Action, shown[number - 1]["id"])


class Redo(Intent):
    """Do again what was undone."""

    phrases = (
        "(redo|redo it|redo that|redo last|redo the last|redo the last one|redo this|do it "
        "again|do that again|redo what i undid|redo what i just undid|redo what you undid|undo the "
        "undo|undo that undo|undo my undo|put it back again|reapply|reapply that|reapply "
        "it|re-do|re-do it|re-apply|re-apply that|re-apply it|redo the last action|redo the "
        "action|redo the last change|redo my last|redo my last action|redo my last change|redo "
        "please|actually redo|redo the change|redo last action|redo last change|do the last thing "
        "again|restore what i undid|restore what i just undid|redo what was undone|i want it back "
        "redo|bring that change back|repeat what i undid|redo the undone|redo the thing i "
        "undid|redo the undone one|redo undone)",
        "(put|bring) [that|it|the last one] back (in|on|again|the way it was after)",
        "(on second thought|on second thoughts|actually|never mind|hmm) [,] (redo|redo it|do it "
        "again|put it back|bring it back|reapply it|keep it after all|do it after all|redo that)",
        "(undo) (the|that|my|your|last) [last] (undo|undoing)",
        "? [!(undid|undo|undone|undoing);!(mistake|accident|put it back|put "
        "back|again|redo|wrong|put that back|shouldnt|restore|reinstate)]",
        "(i|we) (undid|reversed|reverted) (that|it|this) (by mistake|by accident|accidentally|too "
        "soon|in error|wrongly|unintentionally|mistakenly) [,] [please] (put it back|redo|redo "
        "it|do it again|restore it|bring it back|put that back|redo that)",
        "(actually|no) (undo the undo|redo|redo it|i did want that|put it back|do it again)",
    )
    examples = {"redo": {}}
    effect = Effect.WRITE
    needs = Permission.BASICS
    undoable = False

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import journal

        return Reply(journal.redo(crm).text)


class Menu(Intent):
    """What can be asked, and how to say it."""

    topic: str | None = slot("text")

    phrases = (
        "(menu|help|help me|main menu|commands|options|command list|list of commands|list "
        "commands|show commands|show menu|show me the menu|the menu|help please|show help|all "
        "commands|instructions|manual|guide|user guide|i need help|show me commands|show me the "
        "commands|show options|show me the options|show me your commands|give me the menu|open "
        "menu|open the menu|see menu|how do you work|how does this work|how do i use this|how do i "
        "use you|how does this thing work|how to use|how to use this|how to use you|how to use "
        "it|how does it work|how do i use it|how you work|how this work|start menu|features|help "
        "menu|show me all commands|what now|i am lost|im lost|i dont know what to do|teach me|show "
        "me the ropes|show me what you can do|tell me what you can do|list everything you can "
        "do|list what you can do|show features|your features|your commands|capabilities|cheat "
        "sheet|cheatsheet|tutorial|tips|introduction|show me how this works|explain how this "
        "works|explain how you work)",
        "(what|what all|which things|what else|what kind of things|what sort of things|what kinda "
        "stuff|what stuff|what kind of stuff|what things|which commands|what commands|what kinds "
        "of things|what sorts of things|what sort of stuff|which stuff) "
        "(can|do|could|are|may|should|will|am|would|is|to) [i|you|we|your|the|there|possible|it] "
        "[do|ask|say|tell|text|commands|options|able|possible|know|understand|help|features|type|write|send|handle|have|allowed|support|ask "
        "for|use|offer|capable|give|request|command] [to|you|me|for me|with|do|for|here|of|for "
        "us|about|help me with|us|doing|ask you|help with|say to you|ask|say|text you|with "
        "you|tell you|to you|help me do|do for me|do here|help us with|do with you|know how to do]",
        "(how|how would|hows) (do|can|to|does|should|would|must|could|shall|is it|d) "
        "[i|we|you|one|it] [possible to] {topic}",
        "how to {topic}",
        "(menu|help|help me|help with|menu for|help on|help for|commands for|help about|options "
        "for|info on|tell me how to|show me how to|explain how to|teach me how to|i need help "
        "with|i need help to|i dont know how to|whats the command to|whats the command for|what is "
        "the command to|what is the command for|which command for|instructions for|how does "
        "one|how does|how do|help me with|command for|tell me how i|tell me how i can|explain how "
        "i|explain how i can|show me how i can|explain how|show me how|i want to know how to|what "
        "do i say to|what do i text to|what do i type to|what should i say to|what should i text "
        "to|what should i type to|what do i write to|what to say to|what to type to|remind me how "
        "to|remind me how i|can you tell me how to|can you explain how to|what do i need to say "
        "to|what do i have to say to|how exactly do i|commands about|menu about|help regarding) "
        "{topic}",
        "what can (i|you) (do|say) (about|with|for) {topic}",
        "(what|which) [are|is|else|commands|all|s] [the|your|can|do|you|i|stuff|things|kind] "
        "[the|commands|options|things|you|i|we|understand] "
        "[ask|do|say|know|accept|take|available|there|understand|use|text|type|possible|commands|options|functions|features|tricks]",
        "<show> [me] [a|the|your] (list|overview|menu|summary) of [all|the|your|my|possible] "
        "[possible|available] (commands|options|functions|things you can do|what you can "
        "do|features|everything you can do)",
        "how would i go about {topic}",
        "(whats the best way to|whats the way to|what is the way to|is there a way to|is there any "
        "way to|can i somehow|can i use you to|how might i|how on earth do i|how the heck do "
        "i|what do i type to|what do i do to|what must i write to|how should i) {topic}",
    )
    examples = {"menu": {}, "what can you do": {}, "how do i sell something": {"topic": "sell something"}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from intents.menu import menu

        return Reply(menu(crm.actor, self.topic))


class Whoami(Intent):
    """Who you are here, and what you may do."""

    phrases = (
        "(who am i|whoami|who am i here|who am i logged in as|who am i signed in as|which user am "
        "i|what user am i|whats my role|what is my role|what role do i have|what role am i|my "
        "role|my account|whats my account|what is my account|my user|whats my user|what are my "
        "rights|what are my permissions|my permissions|my rights|what am i allowed to do|what may "
        "i do|what am i allowed|what permissions do i have|what rights do i have|what access do i "
        "have|which role do i have|whats my access|what is my access|my access|am i admin|am i an "
        "admin|am i a manager|am i manager|am i the admin|am i the owner|am i logged in|am i "
        "signed in|who do you think i am|do you know who i am|who are you talking to|what account "
        "is this|which account is this|what account am i on|which account am i on|which account am "
        "i in|what account am i in|what account am i using|which account am i using|whose account "
        "is this|who is this account|my profile|show my profile|show me my profile|show my "
        "account|show my role|show me my role|tell me my role|tell me who i am|which user is "
        "this|under which name am i here|under what name am i here|what name am i under|what do "
        "you know about me|what do you have on me|what am i here|what am i|what is my user|what is "
        "my username|whats my username|which gallery am i in|which gallery is this|which gallery "
        "am i on|what gallery am i in|as who am i logged in|as whom am i logged in|who i am|my "
        "status|am i on the right account|what s my role) [here|again|in the system|on this "
        "phone|on here|in this system|now|right now|on this number|in this "
        "gallery|please|exactly|at the moment]",
        "(who|what|which|whose|whats|am|do|as) "
        "[am|is|do|are|my|user|account|role|you|have|i|name|person|s] "
        "[i|you|my|the|am|think|have|role|account|login|rights|access|permissions|name|level] "
        "[logged in as|signed in as|signed in|logged "
        "in|here|user|on|role|account|access|rights|permissions|allowed|in this system|in the "
        "system|to you|in here|under|level|got|have|am|talking as] [here|as|i|now|on this phone|in "
        "the system|under|on]",
        "(under what|under which|as what|what|which) [name|role|user|account|number|identity] "
        "[and] [name|role|user|account|number] (do you have me|am i|am i listed|am i registered|am "
        "i saved|am i set up|am i here|do i have|have i got|do you know me|you have me|am i "
        "known|do you know me by) [as|under|here|in the system|down as]",
        "what do you have me (down as|as|under|listed as|saved as)",
    )
    examples = {"who am i": {}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        me = users.me(crm)
        ways = ", ".join(f"{row.channel} {row.value}" for row in me.addresses)
        reach = f"I reach you by {ways}." if ways else "I have no address of yours."
        article = {"staff": "of the"}.get(me.role, "an" if me.role[0] in "aeiou" else "a")
        return Reply(
            f"You are {me.name}, {article} {me.role} at {crm.settings.name}. {reach} MENU shows what you can say.",
            [Ref("user", me.id, me.name)],
        )


class LinkTelegram(Intent):
    """Get a link that makes a Telegram chat yours, good for one use."""

    phrases = ("(link|connect|add) [my] telegram",)
    examples = {"link telegram": {}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        way = users.telegram_link(crm, users.me(crm))
        how = f"Open {way} and press Start." if way.startswith("https:") else f"Send this to our bot: {way}"
        return Reply(f"{how}\nGood once, for a day. Whoever opens it first is you, so keep it to yourself.")


class Login(Intent):
    """Get a link to the review page, good for one use."""

    phrases = (
        "(login|log in|log me in|sign in|signin|sign me in|log on|logon|web login|login link|log "
        "in link|sign in link|magic link|review page|the review page|web page|dashboard|open "
        "dashboard|portal|open the dashboard|admin page|web access|login please|i want to log "
        "in|let me log in|let me in|i need to log in|get me in|i want to login|i need to "
        "login|access link|the login link|my login link|new login link|one time link|one-time "
        "link|i need to sign in|i want to sign in|login to web|open review page|open the review "
        "page|web link|page link)",
        "(send|give|get|text|email|i need|need|can i have|can i get|show|generate|create|could i "
        "have|may i have|i want|i would like|id like|make|want|shoot|drop|i lost|wheres|whats) "
        "[me|us] [over] [a|the|my|another|that|an] [new|one-time|one time|fresh|secure|magic|sign "
        "in|review|web|signin|personal] (link|login|login link|log in link|sign in link|magic "
        "link|url|page|access|dashboard link|review page|web link|web page|page "
        "link|dashboard|review link|access link|one-time link|signin link|one time link|one time "
        "login|portal link|login url|sign-in link|link for the web|review page link|website "
        "link|web address) [to|for] [get|log|sign|the|open|access|see|my|our|into|reach|go|login] "
        "[in|into|to|on|the|login|dashboard|onto] [the|to|into|my|our] [the] [web|review|web "
        "page|review page|dashboard|page|portal|website|site|system|admin "
        "page|account|login|gallery|web app|admin|backend|app|computer|desktop]",
        "(how|where) (do|can) i (log in|sign in|login|log on|open the review page|see the review "
        "page|get to the review page|get to the dashboard|open the dashboard|find the review page)",
        "(log|sign) me (in|into) [to] [the] [web|page|review "
        "page|dashboard|website|site|system|web page|portal]",
        "(open|take me to|bring me to|get me to|get me into|get me onto|let me into|show me) "
        "[the|my] (review page|dashboard|web page|portal|admin page|web app|website|review "
        "site|web interface)",
        "(can|could|may|i|let|how|send|get|give|where|need|want|get me) "
        "[i|you|me|need|want|have|would like|do|can|get|to] "
        "[to|have|get|like|send|me|a|the|you|i|open] [a|the|me|to|my|send] [new|fresh|one "
        "time|web|get|open|see|use|access|look at|check|view|go to] [the|a] (login|log in|sign "
        "in|signin|log on|logon|login link|link|web page|review page|dashboard|web "
        "interface|website|portal|page on my computer|web app) "
        "[link|page|please|again|on|to|from|for|in|onto|into] [the|my|a] [laptop|computer|web "
        "page|review "
        "page|desktop|browser|page|site|system|dashboard|web|pc|mac|tablet|website|phone]",
        "(i|ive|i have) (lost|forgot|forgotten|need|misplaced|deleted) (my|the) (link|login|login "
        "link|password|access)",
        "? [!(sign in|log in|login|signin|log on|logon|sign me in|log me in|login link|access|get "
        "in|get into);!(laptop|computer|web|web page|webpage|desktop|browser|link|site|review "
        "page|dashboard|website|portal|pc|mac|tablet|ipad|online|password|page)]",
    )
    examples = {"login": {}}
    effect = Effect.READ
    needs = Permission.BASICS

    def run(self, crm: Crm) -> Reply:
        from crm_core.services import users

        link = users.login_link(crm, users.me(crm))
        return Reply(f"Sign in: {link}\nGood once, for 15 minutes. Keep it to yourself.")
