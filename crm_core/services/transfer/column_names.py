"""What people, shops and museums call the columns of their tables, in the languages galleries keep them in.

Fields by kind, each with the names it goes by, the surest first; a name is written in plain lower case, the accents of
a heading don't count.
"""

from __future__ import annotations

ITEMS = {
    "title": "title|item name|product name|work title|artwork|object title|piece name|lot title|name|work|model"
    "|titel|titolo|titulo|titre|modell|modele|modello|modelo|bezeichnung|benamning|werk|opera|obra|oeuvre|naam"
    "|werktitel|title of work|title of artwork|artwork title|product title|listing title|nom de l oeuvre"
    "|titre de l oeuvre|titolo dell opera|titulo de la obra|bildtitel|objekt|verk|verkets titel|modellbezeichnung"
    "|modellname|nimi|navn",
    "maker": "artist|artists|artist name|artist display name|maker|artist maker|brand|author|creator|full name"
    "|manufacturer|designer|kunstler|kunstlerin|kunstler name|artista|artiste|konstnar|kunstner|kunstenaar|autor"
    "|auteur|autore|marke|marca|marque|merk|hersteller|fabrikant|tillverkare|producer|vendor|cited name"
    "|artist last name|konstnarsnamn|kunstlername|kunstnernavn|nom de l artiste|nome artista|nombre del artista"
    "|made by|creator name|artist full name|by|by artist",
    "sku": "sku|variant sku|stock no|stock number|stock nr|inventory number|inventory no|inv no|stock code|stockcode"
    "|item code|item number|item no|custom label|internal reference number|internal reference|internal number"
    "|article number|artikelnummer|artikelnr|artikel nr|inventarnummer|inventarnr|inventarienr|inventarienummer"
    "|no inventaire|numero inventaire|numero d inventaire|no inventario|numero inventario|numero de inventario"
    "|inventarisnummer|varenummer|code|codice|codigo|product sku|item sku|stock id|inventory id|inventory code"
    "|our number|our ref|lot number|beholdningsnummer|katalognummer|nr|varenr|sku code|stock no code",
    "external_ref": "id|object id|item id|product id|listing id|listing number|work id|artwork id|handle|token"
    "|chrono24 id",
    "reference": "reference number|ref no|ref number|reference|ref|referenz|referenznummer|referens|referencia"
    "|riferimento|referentie|accession number|object number|catalogue number|catalog number",
    "serial": "serial number|serial no|serial|seriennummer|seriennr|serienummer|numero de serie|no de serie"
    "|matricola|numero di serie",
    "category": "category|categories|classification|object type|product type|genre|product category|department|type"
    "|kategorie|kategori|categoria|categorie",
    "medium": "medium|materials|material|technique|case material|materiali|materiaux|materiales|material und technik"
    "|technik|teknik|tecnica|techniek|teknikk|gehausematerial|boettmaterial|matiere|media|medium and support|support"
    "|movement material",
    "size": "dimensions|size|measurements|dims|dimensioni|dimensiones|medidas|misure|afmetingen|masse|maße"
    "|abmessungen|große|grosse|matt|mal|storlek|format",
    "width": "width|item width|breadth|breite|bredd|bredde|largeur|larghezza|ancho|breedte|w",
    "height": "height|item height|hohe|hojd|hoyde|hojde|hauteur|altezza|alto|hoogte|h",
    "depth": "depth|item depth|thickness|length|tiefe|djup|dybde|profondeur|profondita|fondo|diepte|d",
    "diameter": "diameter|case diameter|item diameter|gehausedurchmesser|durchmesser|diametro|diametre|ø mm|ø"
    "|case size",
    "unit": "units|unit|dimension unit|size unit",
    "year": "year|year approx|production year|year made|year of production|date made|date text|creation date"
    "|object date|date|jahr|baujahr|entstehungsjahr|anno|annee|ano|ar|arstal|jaar|year created"
    "|date of work|period|age",
    "price": "asking price|regular price|price|variant price|retail price|list price|selling price|sales price|ask"
    "|price amount|preis|verkaufspreis|vk|vk preis|prezzo|prix|prix de vente|prezzo di vendita|precio"
    "|precio de venta|pris|utpris|utropspris|prijs|verkoopprijs|retail|asking|price ttc|price tag|price incl tax"
    "|price to client|client price|sell price|resale price|price asked",
    "currency": "currency|currency code|price currency|wahrung|valuta|moneda|devise|monnaie|moeda",
    "cost": "cost|cost price|cost per item|purchase price|buying price|purch amount|purchase amount|wholesale price"
    "|einkaufspreis|ek|ek preis|inkopspris|inpris|innkjopspris|prix d achat|prezzo di acquisto|prezzo d acquisto"
    "|precio de compra|inkoopprijs|bought for|bought at|paid|price paid|cost to us|our cost|acquisition price"
    "|unit cost|buy price|buying cost|bought price",
    "cost_currency": "cost currency|purch currency|purchase currency",
    "quantity": "quantity|qty|stock|in stock|on hand|stock quantity|current quantity|quantity on hand|qty on hand"
    "|available quantity|quantity available|inventory quantity|inventory qty|variant inventory qty|quantita|quantite"
    "|cantidad|menge|anzahl|bestand|stuckzahl|antal|lagersaldo|lager|giacenza|aantal|voorraad|qty in stock"
    "|quantity in stock|stock on hand|pieces|pcs|pieces in stock|units in stock|stock level|stock count"
    "|antal i lager|antall|kpl",
    "location": "location|physical location|current location|storage location|where is it|room|shelf|lagerort"
    "|standort|plats|placering|plassering|ubicazione|ubicacion|emplacement|collocazione|locatie|lieu|hylla|regal"
    "|raum|scaffale|stored at|stored in|place|rum",
    "condition": "condition|zustand|skick|tilstand|etat|condizione|condizioni|conservazione|staat|tillstand|grade",
    "provenance": "provenance|provenance text|credit line|provenienz|provenienza|procedencia|proveniens|herkunft",
    "description": "description|item description|product description|lot description|body|basic info|beschreibung"
    "|descrizione|descripcion|beskrivning|beskrivelse|omschrijving|kommentar",
    "status": "status|item status|current status|availability|available|avail|state|statut|stato|estado"
    "|verfugbarkeit|disponibilite|disponibilita|disponible|verfugbar|tillganglig",
    "papers": "box papers|box and papers|scope of delivery|box|papiere|papers|lieferumfang|b p|box paper",
}
CONTACTS = {
    "name": "name|full name|contact name|client name|customer name|display name|preferred display name|contact"
    "|client|collector|customer|namn|navn|nome|nom|nombre|naam|kunde|vor und nachname|vorname nachname|name vorname"
    "|nom prenom|nom et prenom|nombre y apellidos|nome e cognome|kundenname|kundnamn|buyer|buyer name|kontaktperson"
    "|kontakt|nimi",
    "first_name": "first name|given name|forename|vorname|fornamn|fornavn|prenom|nome proprio|voornaam|first",
    "last_name": "last name|surname|family name|nachname|familienname|efternamn|etternavn|efternavn|nom de famille"
    "|cognome|apellido|apellidos|achternaam|last",
    "company": "company|organisation|organization|organization name|firm|business|firma|foretag|societe|entreprise"
    "|azienda|societa|empresa|bedrijf|gallery",
    "phone": "mobile|mobile phone|mobile tel|mobile number|cell|cell phone|mobil|mobilnummer|mobiltelefon|handy"
    "|cellulare|movil|telefono movil|telephone portable|portable|phone|phone number|phone 1 value|telephone|tel"
    "|telefon|telefono|telefoon|whatsapp|natel|telephone mobile|contact number|phone home|phone mobile|puhelin"
    "|telefonnummer|telefonnr",
    "email": "email|e mail|email address|e mail address|email 1 value|e mail 1 value|mail|epost|e post|courriel"
    "|correo|correo electronico|posta elettronica|sahkoposti",
    "address": "address|postal address|mailing address|home address|street|street address|home street"
    "|business street|address 1 street|ship address1|address 1|address1|adresse|adress|strasse|straße|gatuadress"
    "|gata|rue|indirizzo|direccion|calle|via|adres|addr|address line 1|addr line 1|domicile",
    "city": "city|town|ship city|address 1 city|home city|business city|ort|stadt|stad|postort|poststed|ville|citta"
    "|ciudad|comune|plaats|woonplaats",
    "region": "state|province|county|ship state|address 1 region|province code|region|provincia|bundesland|kanton"
    "|lan|st|kommun|departement",
    "postcode": "zip|zip code|postcode|postal code|ship zipcode|address 1 postal code|business postal code|plz"
    "|postleitzahl|postnr|postnummer|code postal|cap|codigo postal|postal",
    "country": "country|country code|ship country|address 1 country|business country region|land|pays|paese|pais",
    "likes": "favourite artists|favorite artists|artists of interest|likes|interests|preferences|collects|artists"
    "|interested in|interessen|intressen|interessi|interets|intereses|interesses|sammelgebiet|samlar|collecting"
    "|collecting interests|taste|favourites|favorites|favourite artist|favorite artist|preferred artists"
    "|artists liked|collecting focus|interessiert an|interesserad av|interesse|interesses in",
    "medium": "medium|preferred medium|media",
    "budget": "budget|max price|max spend|price limit|spend|price range|budget up to|up to|spending limit|limit",
    "note": "notes|note|comments|comment|remarks|bemerkungen|bemerkung|notizen|anteckningar|anteckning|notat|notater"
    "|remarques|osservazioni|notas|observaciones|opmerkingen|info|about|memo|kommentar|kommentarer|kommentare"
    "|observations|commenti|comentarios|notiz|notizen zum kunden|notering",
    "consent": "ok to text|opt in|sms consent|consent|marketing consent|can text|texting ok|may we text"
    "|accepts sms marketing|sms opt in|sms marketing|opted in|text ok|sms ok|ok to contact|newsletter sms",
    "birthday": "birthday|date of birth|birth date|born|dob|geburtstag|geburtsdatum|fodelsedag|fodelsedatum"
    "|fodselsdag|date de naissance|data di nascita|fecha de nacimiento|geboortedatum",
    "tags": "tags|tag|labels|segment|group|list|category|categories|type|gruppe|grupp",
    "external_ref": "client ref|client id|customer id|contact id|constituent id|customer no|customer number|id|ref"
    "|kundennummer|kundennr|kundnummer|kundnr|kundenr|klantnummer|numero client|no client|codice cliente",
}
SALES = {
    "order": "invoice|invoice no|invoice number|order id|order number|order no|order|exit id|sale id"
    "|sales record number|rechnung|rechnungsnr|rechnungsnummer|bestellnummer|bestellnr|auftragsnummer|ordernr"
    "|ordernummer|fakturanr|fakturanummer|no facture|numero facture|numero de facture|facture|no commande|fattura"
    "|numero fattura|numero ordine|factura|numero de factura|no factura|pedido|factuurnummer|inv no|belegnr"
    "|belegnummer|beleg|bong|kvitto|kvittonr|receipt|receipt no|receipt number|sale no|sale number|order ref"
    "|transaction id|transaction number",
    "date": "invoice date|sale date|order date|sold on|date sold|date of sale|date|created at|created"
    "|transaction date|paid at|date paid|datum|rechnungsdatum|bestelldatum|verkaufsdatum|orderdatum|fakturadatum"
    "|dato|date de vente|date facture|data|data fattura|data vendita|fecha|fecha de venta|inv date|belegdatum"
    "|purchased on|sold date|date ordered|datetime|verkauft am|verkocht op|salgsdato|forsaljningsdatum",
    "date_year": "sale date year|sale year|year",
    "date_month": "sale date month|sale month|month",
    "date_day": "sale date day|sale day|day",
    "sku": "stock code|stockcode|sku|lineitem sku|item code|product code|custom label|object id|item id|item number"
    "|item no|listing id|article number|artikelnummer|artikelnr|lot number|codice|reference article",
    "title": "description|item name|lineitem name|title|item title|lot title|product|product name|item|work|artwork"
    "|name|bezeichnung|artikel|artikelbezeichnung|beschreibung|titel|benamning|beskrivning|designation|article|titre"
    "|descrizione|articolo|titolo|descripcion|articulo|titulo|omschrijving|werk|verk|opera|obra|oeuvre|listing title"
    "|product title|work sold|piece|bild|listing",
    "maker": "artist|artists|brand|maker|vendor|kunstler|konstnar|artiste|artista|marke|marca|marque|by",
    "quantity": "quantity|qty|units|lineitem quantity|menge|anzahl|antal|quantite|quantita|cantidad|aantal"
    "|number of items|number of pieces|number of units|number of cds|units sold|quantity sold|qty sold|pieces|pcs"
    "|stuck|stk|st",
    "price": "unit price|lineitem price|price|price each|price per unit|sold for|einzelpreis|stuckpreis|hammer price"
    "|preis|prix unitaire|prix|prezzo unitario|prezzo|precio unitario|precio|pris|styckpris|a pris|prijs"
    "|price sold each|item price|net price",
    "total": "item total|line total|total|total price|price amount|amount|sale price|sum|betrag|gesamt|gesamtpreis"
    "|gesamtbetrag|summe|summa|totalt|belopp|montant|montant total|totale|importo|importe|bedrag|totaal|value"
    "|order value|order total|sale value|dollar value|net|net total|netto|brutto|grand total|paid|revenue"
    "|line amount|extended price|sold price|price sold|slutpris|total amount",
    "currency": "currency|price currency|currency code|wahrung|valuta|devise|moneda|ccy|cur",
    "customer_ref": "customer id|customer no|client id|client ref|buyer username|buyer user id|sale buyer uid"
    "|buyer id|customer number|kundennummer|kundennr|kundnummer|kundnr|numero client|no client|codice cliente|email"
    "|buyer email",
    "customer": "customer|customer name|buyer|buyer name|client|client name|sale buyer names|billing name|bill to"
    "|sold to|ship name|delivery name|full name|kunde|kundenname|kaufer|kund|kopare|kunde navn|acheteur|cliente"
    "|acquirente|comprador|klant|koper|purchaser|collector|sold to name|recipient|empfanger|kundnamn|nom du client"
    "|nome cliente|nombre cliente|buyer full name|contact",
    "country": "country|ship country|billing country|delivery country|buyer country|land|pays|paese|pais",
    "channel": "channel|platform|marketplace|order type|source|sales channel|sold via|sold on platform|store|kanal"
    "|site|sales site|shop",
    "discount": "discount amount|lineitem discount|discount|rabatt|remise|sconto|descuento",
}
KINDS = {"items": ITEMS, "contacts": CONTACTS, "sales": SALES}
