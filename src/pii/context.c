/* What a number speaks of, by the nearest telling word before it: "call me on 030 1234567" is a
 * phone, "order 5551234567" is not. English, German, French and Spanish, as desks write. */
#include "pii_private.h"

#include <string.h>

#define WORDS_BACK 6
#define BYTES_BACK 60
#define WORD_MOST 16

gboolean
pii_spells(const PiiText *text, gsize at, const char *word)
{
    for (; *word; word++, at++)
        if (lower_at(text, at) != (guchar)*word)
            return FALSE;
    return TRUE;
}

static const struct {
    PiiContext context;
    const char *words; /* lower case, a blank around each */
} telling[] = {
    {CONTEXT_PHONE,
     " phone telephone tel call calling called mobile cell cellphone fax whatsapp reach ring sms "
     "dial callback hotline telefon telefonnummer handy handynummer mobil mobilnummer "
     "rufnummer anrufen téléphone tél portable appeler teléfono móvil celular telefono "
     "telefoon "},
    {CONTEXT_CARD,
     " card cards visa mastercard amex maestro kreditkarte karte kartennummer credit debit "
     "carte tarjeta cc "},
    {CONTEXT_REFERENCE,
     " order orders ticket part parts serial invoice tracking track ref reference case sku item "
     "bestellung bestellnummer rechnung rechnungsnummer auftrag auftragsnummer sendung "
     "sendungsnummer seriennummer shipment parcel package imei model product transaction txn po "
     "rma "
     "asset batch lot ean isbn upc barcode artikel artikelnummer customer commande facture pedido "
     "factura code error session request trace kundennummer booking reservation confirmation "
     "license contract policy "},
    {CONTEXT_VERSION,
     " version versions ver v release firmware build driver update updated upgrade upgraded "
     "patch patched section sdk chapter kernel app ios android chrome firefox edge "
     "windows plugin software agent bios rollback downgraded downgrade "},
    {CONTEXT_MACHINE, " ip ips ipv4 ipv6 host server ping address adresse ip-adresse from login "
                      "logged client clients subnet "
                      "gateway firewall whitelist blocked router device "},
    {CONTEXT_NATIONAL,
     " ssn social security nino insurance steuer steuer-id steuerid identifikationsnummer idnr "
     "tax tin dni nie nif bsn cpf pesel aadhaar aadhar sin national "
     "sozialversicherungsnummer steuernummer codice fiscale burgerservicenummer "},
    {CONTEXT_SECRET,
     " key token secret apikey api_key password passwd pwd bearer authorization credential "
     "credentials passwort access_token secret_key client_secret "},
};

static PiiContext
context_of(const char *word, gsize length)
{
    char wanted[WORD_MOST * 2 + 3] = " ";

    memcpy(wanted + 1, word, length);
    memcpy(wanted + 1 + length, " ", 2);
    for (guint i = 0; i < G_N_ELEMENTS(telling); i++)
        if (strstr(telling[i].words, wanted))
            return telling[i].context;
    return CONTEXT_NONE;
}

/* The end of a sentence or of a line that says something else stands before `at`. */
static gboolean
is_sentence_end(const PiiText *text, gsize at)
{
    guchar c = byte_at(text, at), next = byte_at(text, at + 1);
    return ((c == '.' || c == '!' || c == '?' || c == ';') && (next == ' ' || next == '\n')) ||
           (c == '\n' && next == '\n');
}

PiiContext
pii_context(const PiiText *text, gsize at)
{
    gsize least = at > BYTES_BACK ? at - BYTES_BACK : 0;
    char word[WORD_MOST * 2];

    for (guint words = 0; words < WORDS_BACK && at > least;) {
        gsize end;
        while (at > least && !is_word(byte_at(text, at - 1))) {
            /* "tel. 030 …": a short word's full stop ends no sentence. */
            if (is_sentence_end(text, at - 1) && words > 0)
                return CONTEXT_NONE;
            at--;
        }
        end = at;
        while (at > least && (is_word(byte_at(text, at - 1)) ||
                              (byte_at(text, at - 1) == '-' && is_word(byte_at(text, at - 2)))))
            at--;
        if (end == at)
            break;
        words++;
        if (end - at <= WORD_MOST * 2 - 3) {
            PiiContext found;
            for (gsize i = at; i < end; i++)
                word[i - at] = g_ascii_tolower(text->bytes[i]);
            if ((found = context_of(word, MIN(end - at, (gsize)WORD_MOST * 2 - 1))) != CONTEXT_NONE)
                return found;
        }
    }
    return CONTEXT_NONE;
}
