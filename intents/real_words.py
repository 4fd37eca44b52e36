"""English words one slip away from a word of the templates: written as meant, so never set right."""

from __future__ import annotations

REAL_WORDS = frozenset(
    """
    contract cute debt deck diner dude eighth eta head hostel lies logo plant rainy star taken theyre tree widow
    abort accent accepts activated adam advise albert alert alice alive alter amy angeles appear apple
    appointments appreciated areas audio avoid awaiting awhile bags bake bands banking bath bear bears beef
    beer bees bell bella belt bike billing birds black blank block boil booked border brands bread breed
    broker brought brown bugs build bulls bunch burger burn busy butter cable cafe cake calculated cancelled
    carl carrie cars cart cats cause caused causes cell center change changes changing charged charges chart
    chase chat cheap checkings checks cheese chips chore class clean cleaner cleared clock club code coin coke
    cold combined completed compute conditions consist content cook cooked cooking cool corn counters counting
    county coupe court cream created curry cutting dates dave deactivated dead deals debit decent declined
    denny deposits designed dew dice discounts dish dishes divorce dogs doll dollar double dough dream dress
    ducks duplicated earn earning easy eat election ending ensure exchanged exchanges exercise expire facing
    fact facts fail failed failing fake fall falling fargo farm fast favor feature feed feeding feel fees feet
    fiat figure fill filled filling films fire fish fishing fixed flood flour flowers folding foods foot ford
    form forms forth frank fred freezer fried fries fuel function fund funding games gates giving glue gold
    golf grace gras grass greek hacked hair happens hard harry heading heads heath held hell hike hire holes
    holiday honey humans identify identity included increased intervals invented iphone issue issues jack jake
    james jane jenny joes john joking jose
    josh kate keeps kept kidding kinds king known lands learn life lifes lights limits
    lisa listed listen litter load locate locations locked locker looked loud machines macy mail making male
    males mall managed managers mart martins mary master math matt mean means meant measurement meat meetings
    messed middle mike mile miles mins minus minute mode mopping moves movies mowing nancy near nearby ned
    niece nike nope north nose nude nudes numbers olive oven paint palace paris park parking particular party pasta paul
    payments pend pending penn peter pets phones pink placed places plane plants play played players plays
    plug plugs points police pork possibly pound power prepare prevent prime problem proceed publix purchased
    purchases question quiet quotes race rain ram rash rated rating read reasons receiver refer regain regular
    released rely reminded reminders remote rent replace replaced replay required reservations result reviews
    rewards rice ride roman rome rooms root rush safety sales sally salt sauce saving savings saying scale
    scan scheduled schedules score scores season seattle seconds seed seeing sends sepa services setting
    settings sharpies shit shoes shopping shops shower sided sides signing silverware simply sink siri site
    slow slower smell snow soap socket solo sorts space speed spell spelling sports stan stars starts states
    stats statue stays steak steaks stocks stole stored stores stripe stuck styles subjects suck sucks sue
    suggestion sunscreen supplies suppose swap sweet swift sword table tack taco takes tank teach teams tech
    texas thai though thru till tips tire tires titled topped torn toss trace tracked transfers trapped
    travelling trees tune types uber unable united unlock unsure updated user uses vegas vote wake wales
    walked walls warming wars wash washing water ways wear weddings weekends wells went west wheel white wifi
    feld greta rise sing tile tiles tins
    windows wine wings withdrawn women world yard yeah yearly york zone
    """.split()
)
