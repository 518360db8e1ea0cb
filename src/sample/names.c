/* The vocabulary of the related tables: regions, plans, products, companies, people. All invented;
 * domains end in .example, which no one can own (RFC 2606). */
#include "sample/words.h"

const char *const category_names[CATEGORIES] = {
    "billing",   "access",     "api",    "integrations", "performance",
    "reporting", "onboarding", "mobile", "security",     "ai assistant"};
const char *const channel_names[CHANNELS] = {"email", "web", "chat", "phone"};
const char *const region_names[] = {"North America", "Europe", "APAC", "LATAM", "Africa"};
const char *const country_names[][4] = {
    {"United States", "United States", "Canada", "United States"},
    {"Germany", "France", "United Kingdom", "Poland"},
    {"Australia", "Japan", "India", "Singapore"},
    {"Brazil", "Mexico", "Chile", "Colombia"},
    {"Kenya", "Nigeria", "South Africa", "Ghana"}};
const char *const tier_names[] = {"starter", "business", "enterprise"};
const char *const plan_names[] = {"monthly", "annual", "partner"};
const char *const industry_names[] = {"retail",  "software",      "logistics", "health",
                                      "finance", "manufacturing", "mining",    "education"};
const char *const language_names[] = {"en", "es", "pt", "de"};
const char *const endpoint_names[8] = {"/v2/orders",  "/v2/payments", "/v2/customers", "/v2/search",
                                       "/v2/reports", "/v2/webhooks", "/v2/sessions",  "/v2/files"};
const char *const event_names[6] = {"api_error_500", "api_call", "login",
                                    "export",        "import",   "webhook_failed"};
const char *const role_names[4] = {"user", "admin", "developer", "billing"};

PHRASES(first_names, "Maria", "James", "Anna", "David", "Chen", "Sofia", "Luca", "Fatima", "Peter",
        "Olivia", "Tom", "Priya", "Hugo", "Elena", "Marek", "Grace", "Diego", "Ingrid", "Kofi",
        "Yuki", "Laura", "Omar", "Emma", "Pavel", "Lucía", "Nadia", "Ben", "Renée", "Samuel",
        "Jürgen", "Aisha", "Victor", "Hanna", "Tiago", "Ruth", "Ivan", "Amélie", "Noah", "Mei",
        "Carlos", "Zofia", "Daniel", "Leila", "Søren", "Clara", "Ahmed", "Julia", "Mateus");
PHRASES(last_names, "Silva", "Müller", "Smith", "Okafor", "Tanaka", "Rossi", "Novák", "García",
        "Johnson", "Dubois", "Nguyen", "Kowalski", "Brown", "Haddad", "Jensen", "Patel", "Costa",
        "Schmidt", "Wilson", "Moreau", "Lindqvist", "Mbeki", "Ferreira", "Clark", "Ivanova",
        "Yamamoto", "Murphy", "Bauer", "Santos", "Martin", "O'Neill", "Fischer", "Lopez", "Wong",
        "Taylor", "Almeida", "Keller", "Osei", "Hughes", "Bianchi", "Park", "Weber", "Núñez",
        "Evans", "Larsen", "Khan", "Ortiz", "Walker");
PHRASES(company_heads, "Bright", "North", "Silver", "Blue", "Harbour", "Stone", "Maple", "Red",
        "Clear", "Iron", "Green", "Summit", "River", "Golden", "East", "Oak", "Lake", "Swift",
        "Cedar", "Pine", "Grand", "First", "Open", "True", "Sun", "Moon", "Quiet", "Royal", "Wild",
        "Long", "Fair", "High");
PHRASES(company_tails, "water Foods", "field Systems", "gate Logistics", "line Media", "ridge Bank",
        "wood Retail", "point Health", "works", "bridge Tools", "leaf Travel", "view Energy",
        "port Shipping", "mark Labs", "stream Data", "house Group", "ford Motors", "side Clinics",
        "way Schools", "land Mining", "craft Studio", "peak Insurance", "well Pharma", "bay Hotels",
        "star Telecom");

void
issues_of(guint category, guint *first, guint *end)
{
    guint i = 0;
    while (issues[i].category != category)
        i++;
    *first = i;
    while (issues[i].area != NULL && issues[i].category == category)
        i++;
    *end = i;
}

const char *
phrase(Dice *dice, const Phrases *phrases)
{
    return phrases->items[random_below(dice, phrases->n)];
}
