/* The phrases that frame an issue: greetings, what was tried, what is at stake, how it ends; and
 * the words of spam and of alerts. */
#include "sample/words.h"

PHRASES(greetings, "Hello,", "Hi,", "Hi team,", "Hello support,", "Good morning,",
        "Good afternoon,", "Dear support team,", "Hey there,", "Hi all,", "Greetings,",
        "Hello there,", "Dear team,");
PHRASES(openers, "I hope this finds you well.", "Writing about our workspace.",
        "We have a question about our account.", "Something is off on our side.",
        "I could not find this in the help centre.", "Our team ran into this on {d}.",
        "Forwarding this from a colleague.", "We noticed the following on {d}.",
        "Short one from us.", "This came up in our weekly meeting.",
        "I looked through the documentation first.", "A customer of ours pointed this out.");
PHRASES(details, "It happens in {b} on the {p} page.", "About {n} records are affected.",
        "The screen shows {c}.", "It started on {d} around {h}:15.", "Reference {i}.",
        "We see it for {n} of our users.", "The {p} page is where it shows.",
        "It is the same in {b} and in a private window.", "The last time it worked was {d}.",
        "The message reads {c}, nothing more.", "Roughly {n} attempts so far.",
        "I attached a screenshot of the {p} page.", "Our reference for this is {i}.",
        "Only one workspace shows it.");
PHRASES(tried, "We cleared the cache and signed in again.", "Restarting did not help.",
        "A second browser behaves the same.", "We waited {n} minutes and tried again.",
        "Removing and adding it again changed nothing.", "Another admin gets the same result.",
        "I followed the steps of the guide twice.", "We rolled our own change back.",
        "Turning the option off and on had no effect.", "It works on a test account.",
        "We checked our network with IT.", "A colleague tried from home, same thing.");
PHRASES(impacts, "This slows our team down.", "Month end is close and we need the figures.",
        "{n} people are waiting for it.", "Our customers have started to ask.",
        "We work around it by hand for now.", "It blocks one of our projects.",
        "It is a small thing but confusing.", "Our warehouse depends on it.",
        "Finance needs this for the close.", "Nobody is blocked at the moment.",
        "We show this to clients on {d}.", "It costs us about {n} minutes a day.");
PHRASES(urgent_phrases, "This is urgent, everything is broken for us.",
        "Please treat this as urgent.", "It crashes every time and we are stuck.",
        "We need this today, our launch is tomorrow.",
        "The whole office is down because of this error.", "URGENT: we are losing orders.",
        "This is critical for us, please call back.", "Production is broken, please hurry.");
PHRASES(again_phrases, "This is the third time this month.",
        "We reported the same thing last week.", "It was marked as solved before, but it is back.",
        "Again the same problem, sadly.", "This keeps coming back after every fix.",
        "Second ticket about it, the first was closed.");
PHRASES(calm_phrases, "No rush at all.", "Whenever you have a minute.", "Not urgent, just curious.",
        "There is no hurry with this.", "Only a question, nothing is broken.",
        "Take your time, we can wait.");
PHRASES(error_phrases, "We get HTTP 500 from {e} since the last deployment.",
        "Calls to {e} fail with 500 Internal Server Error.",
        "{e} returned error 500 several times in the last two days.",
        "Our logs show repeated 500 responses on {e}.",
        "After yesterday's release {e} answers 500 now and then.");
PHRASES(recent_phrases, "It began right after the Aurora update.",
        "Since the Aurora update things look different.",
        "We were moved to the Aurora update last week.");
PHRASES(closings, "Thank you,", "Thanks in advance.", "Best regards,", "Kind regards,", "Cheers,",
        "Many thanks,", "Thanks a lot!", "Looking forward to your answer.", "Regards,",
        "Appreciate the help.");
PHRASES(chat_openers, "hi", "hey", "hello?", "hi there", "yo", "anyone there?", "hey quick q",
        "hi pls help", "hello", "good day");
PHRASES(chat_closings, "thx", "pls help", "any idea?", "thanks!", "can u check?", "ty", "lmk",
        "asap if u can", "ok?", "waiting here");
PHRASES(phone_openers, "Caller says:", "Transcript of the call:", "Customer on the phone.",
        "Call summary.", "Caller reports the following.", "Voicemail, transcribed.");
PHRASES(phone_closings, "Caller would like an answer by mail.", "Promised a call back.",
        "Caller was friendly.", "Caller hung up after four minutes.",
        "Line was bad, um, repeated twice.", "Will send screenshots later.");
PHRASES(browsers, "Chrome 131", "Firefox 133", "Safari 18", "Edge 130", "Chrome on Android",
        "the desktop app", "Chrome 129", "Firefox ESR");
PHRASES(pages, "Settings", "Dashboard", "Orders", "Invoices", "Members", "Reports", "Billing",
        "Integrations", "Home", "Search", "Exports", "Audit log");
PHRASES(weekdays, "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "the weekend",
        "yesterday", "this morning");
PHRASES(spam_subjects, "Grow your followers 10x", "Cheap SEO packages", "You have won a voucher",
        "Business loan approved", "Re: your invoice (open now)", "Hot deals on watches");
PHRASES(
    spam_bodies,
    "Dear sir, we offer the best SEO service and first page results in {n} days. Reply today.",
    "Congratulations! You were selected for a voucher worth {n} dollars. Click the link to claim.",
    "Our loan programme has approved you for {n}000 at 2 percent. Send your details now.",
    "Limited offer: {n} percent off all watches and bags, worldwide shipping, order now.");
PHRASES(bot_subjects, "[Monitoring] Disk usage above {n} percent", "[Alert] Heartbeat missed",
        "Automatic reply: out of office", "[CI] Nightly build {n} failed");
PHRASES(bot_bodies,
        "Automated message, do not reply. Host node-{n} reported a warning at check {n}.",
        "I am out of office until {d} with no access to mail. This is an automatic reply.",
        "Build {n} finished with status failed. This mailbox is not monitored.");
