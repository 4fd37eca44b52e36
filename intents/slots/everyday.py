"""Words of everyday errands (bank, kitchen, travel, gadgets …) that no work, watch or mug is called, and no person.

A lower-case span with such a word is never read as an item, a wish, a taste or a name: people text their gallery
about their bank card by mistake, or ask it for a pizza. Titles keep their capitals and pass.
"""

from __future__ import annotations

EVERYDAY = frozenset(
    """
    atm bank banks banking checking savings debit mastercard visa amex paypal routing overdraft paycheck
    payday payroll salary mortgage loan loans deposit deposits withdrawal withdrawals withdraw withdrawing
    withdrew transfer transfers transferring transaction transactions top-up topup top-ups topped topping
    beneficiary beneficiaries recipient merchant refund refunds fee fees charge charges charged charging
    charger interest rate rates apr rollover payments payment balance bill bills billing account accounts
    card cards virtual disposable contactless pin passcode password identity verify verification verified
    verifying activation activate activated fraud fraudulent fiat crypto cryptocurrency bitcoin cash cheque
    check checks checkbook checkbooks wallet currency currencies exchange exchanging funds funding limit
    limits minimum credit score statement statements tax taxes insurance rent w2 401k pto payback tip tips
    tipping wage wages income budget expense expenses spending spend atms iban sepa swift sterling direct
    customer support service services company business policy policies subscription plan plans application
    apply vacation vacations flight flights airline airlines airport airports plane luggage suitcase
    carry-on boarding passport visas hotel hotels motel airbnb rental uber lyft taxi cab bus train trains
    subway metro traffic route directions gps map mileage mpg gas fuel tire tires engine windshield wiper
    wipers brake brakes battery jump mechanic vehicle car cars truck motorcycle bike parking license drive
    driving trip trips travel traveling travelling tourist tourism itinerary destination reservation
    reservations appointment restaurant restaurants cafe burger pizza pasta lasagna spaghetti taco tacos
    burrito sushi sandwich sandwiches soup steak chicken beef pork bacon turkey ham sausage rice bread cake
    cookies cookie chocolate cheese milk eggs egg sugar flour yogurt cereal apples bananas carrots potatoes
    potato tomato tomatoes onion onions lettuce grocery groceries recipe recipes ingredient ingredients meal
    meals lunch breakfast snack calories calorie nutrition nutritional carbs diet vitamin vitamins food cook
    cooking bake baking oven stove fridge freezer microwave dishwasher toaster crockpot restaurant's
    mcdonalds walmart costco amazon netflix hulu spotify youtube google alexa siri facebook instagram
    twitter tiktok reddit wifi internet bluetooth router phone phones cellphone iphone android laptop
    computer tablet tv television remote speaker speakers volume playlist song songs music album rap podcast
    movie movies film games game app apps website online email emails text texts message messages contact
    contacts calendar alarm alarms timer timers reminder reminders schedule meeting meetings conference
    event events todo to-do todos shopping list lists agenda weather temperature forecast rain snow
    thermostat lights lamp's vacuum vacuuming laundry dishes chores chore clean cleaning wash washing trash
    garbage lawn mowing mop carpet toilet bathroom shower plumber electrician doctor doctors dentist
    hospital pharmacy medicine vaccine vaccines vaccination shots shot flu fever pain sick illness disease
    health healthy gym workout exercise school class classes homework exam exams math university college job
    jobs boss employer resume interview career coworker birthday party wedding holiday holidays halloween
    joke jokes fact facts trivia riddle news stock stocks stockmarket dow nasdaq football soccer basketball
    baseball hockey lottery dice coin flip definition define spell spelling translate translation language
    spanish french german accent pronounce synonym word words meaning capital country countries population
    president government election time timezone zone hour hours minute minutes date clock dog dogs cat cats
    pet pets vet mom dad mother father wife husband kids child children baby boyfriend girlfriend roommate
    landlord neighbor people person name nickname robot ai bot human voice whisper assistant gender male
    female hobbies life purpose advice help question questions answer problem problems issue issues
    information info details personal address number numbers code codes reason way ways option options
    process status package packages delivery shipment tracking order orders item's return replacement lost
    stolen damaged broken missing machine card's physical foreign abroad europe euro euros dollar dollars
    pound pounds yen peso pesos gbp usd eur aud sprite creamer batteries toothpaste shampoo detergent soap
    jacket shirt shoes socks pants jeans sweater suit microwaves oil's gallon gallons liter liters inch feet
    miles kilometers kilogram ounces grams percent location locations call calls settings avatar command
    commands money task tasks played repeated repeat distance speed weight height hair haircut nails makeup
    doctor's lawyer police insurance's
    """.split()
) - frozenset(
    "oil gold silver shot shots return delivery weight height interest hair capital country dollar oil's "
    "lamp's item's card's doctor's restaurant's insurance's clock film french german time life dogs dog "
    "cat cats child children mother father wife husband baby machine name word words coin bike bank "
    "train plane car cars service light rain snow music song jacket card charge check shower date voice "
    "minute minutes hour hours jump zone milk eggs egg sugar bread cake cheese turkey suit oven "
    "dishwasher microwave stock broken holiday".split()
)
