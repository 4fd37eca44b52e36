"""Words that are in no person's name. A span with one of them ("my ex on ebay") is not a person."""

from __future__ import annotations

NOT_NAMES = frozenset(
    """
    a an the this that these those my our your his its their i im ive id me you he she it we us they them
    who whom whose what which when where why how whether if then than so and or but because as at by for
    from in into of off on onto out over under up down to toward with without within about after before
    again against all am any anyone anything are arent be been being both can cant cannot could couldnt did
    didnt do does doesnt doing done dont each else every everyone everything everybody few had has hasnt
    have havent having here hers himself hold is isnt just keep know like likes love loves many maybe might
    mine more most much must need needs never new no nobody none not nothing now often ok old once one only
    other others ought ours own please put really same say says see send several shall should show since
    some somebody someone something soon still such take tell text thanks theirs there therefore thing
    things think too two three four five six seven eight nine ten until upon very want wants was wasnt way
    were whats whens wheres while whos will wish won wont would wouldnt yes yet yesterday today tomorrow
    tonight monday tuesday wednesday thursday friday saturday sunday week month year day days weeks months
    years hour hours minutes morning afternoon evening night time times order orders invoice bill payment
    price prices offer batch reminder task tasks note notes message messages email call called calls phone
    number address list lists buy buys bought sell sells sold pay pays paid owe owes get gets got give gives
    gave given go goes going gone come comes coming came make makes made move moved find found look looking
    looks help thank sorry hello hi hey good great nice fine first last next back another extra people guys
    person man woman mom mum dad mother father sister brother son daughter wife husband friend friends
    neighbour neighbor boss kid kids baby cousin uncle aunt colleague coworker someones anybody company bank
    card account money cash credit check car house home room office store shop museum gallery auction
    christies sothebys artist artists collector collectors client clients customer customers buyer buyers
    member members staff team item items piece pieces work works painting paintings watch watches stock mug
    mugs everyone's dollars euros pounds usd eur percent seems seem let lets reply write wrote ask asks
    asked asking said told hear heard seen saw wanted use used try tried trying leave leaves left stay stop
    stopped start started begin close closed open opened run runs later early late ago away anymore ever
    nearly hopefully apparently supposedly instead asap anyway keeps
    always already almost actually also even quite rather pretty little lot lots big small long short high
    low right wrong true false real whole half free full best better worst worse dog cat phone's alarm
    alarms timer weather news music song songs movie game football dinner lunch breakfast coffee food flight
    flights hotel hotels trip travel traffic recipe meal restaurant reservation ticket tickets schedule
    calendar event events meeting appointment app website password pin balance transfer transaction
    transactions statement loan mortgage insurance warehouse storage vault safe studio storeroom framer
    framers shelf drawer showroom somewhere anywhere suspicious rfid through between among per via during
    place submit purchase clear flip choose square inner rid top famous total beginners activity mark rock
    diy share create compose design report speech poem essay story joke letter finished ready noon midday
    presently currently suppose tho lol obvi mind damn
    cancel cancels canceled refund refunds refunded took taken ship ships shipped
    midnight congratulations sale tax taxes interest rate rates limit spend spent spending
    """.split()
)
