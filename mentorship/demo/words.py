"""What the invented physicians say of themselves: two ways to ask and one way to offer, by topic."""

from __future__ import annotations

NEEDS: dict[str, tuple[str, str]] = {
    "launch-plan": (
        "I have a lease offer, a loan offer and no idea which comes first.",
        "I could use someone to look at my timeline and tell me what I forgot.",
    ),
    "credentialing-enrollment": (
        "Two payers say my file is complete and nobody can tell me when I go live.",
        "I sent the applications in spring and still cannot bill under my own tax ID.",
    ),
    "payer-contracting": (
        "I do not know which networks a small office can afford to skip.",
        "The contracts arrived and I cannot tell which clauses matter.",
    ),
    "coding-documentation": (
        "I suspect I undercode half my visits because I never learned this in residency.",
        "I spend evenings wondering whether the note supports the level.",
    ),
    "prior-authorization": (
        "My MA spends her mornings on hold for prior auths and we still lose half of them.",
        "Every MRI turns into three faxes and a peer-to-peer at lunch.",
    ),
    "denials-appeals": (
        "Our claims keep bouncing and I cannot see the pattern.",
        "I have a drawer of denials from one payer and no appeal letter that works.",
    ),
    "billing-rcm": (
        "Money comes in, but I could not tell you from which month.",
        "I am deciding between a biller down the street and doing it ourselves.",
    ),
    "medicare-status": (
        "I need to decide about Medicare before I sign anything and the dates confuse me.",
        "I would like to hear how others decided between par and opting out.",
    ),
    "choosing-a-model": (
        "I go back and forth between taking insurance and leaving it behind.",
        "I want a practice I recognize as mine, and I do not yet know its shape.",
    ),
    "micropractice": (
        "I am thinking of one room, one phone and no staff for the first year.",
        "I want to keep it tiny on purpose and would like to see how the day runs.",
    ),
    "direct-primary-care": (
        "I have forty members waiting and no idea how to write the agreement with the first employer.",
        "I believe in the membership idea and worry about the first slow winter.",
    ),
    "workflow-mapping": (
        "Refills, referrals and forms all pass my desk twice and I cannot say why.",
        "I would like to walk through one process with someone and take out what stalls.",
    ),
    "scheduling-access": (
        "My template is either empty or double-booked.",
        "I want same-week visits without running until seven.",
    ),
    "referrals-refills-inbox": (
        "The inbox is my second job. I close it at eleven at night.",
        "Refill requests arrive by fax, portal and hallway, and some fall through.",
    ),
    "front-desk-phones": (
        "The phone rings through every visit and my front desk is one person.",
        "We lose new patients while they wait on hold.",
    ),
    "coverage-crosscover": (
        "I have not had a week off since I opened because nobody covers me.",
        "I need someone to trade weekends with before I burn the goodwill at home.",
    ),
    "ehr-selection": (
        "I have sat through six EHR demos and liked the salespeople more than the software.",
        "I want a record that a two-person office can run without a consultant.",
    ),
    "ehr-optimization": (
        "I still finish charts at the kitchen table.",
        "My templates are a museum of other people's habits.",
    ),
    "telehealth-setup": (
        "I would like a third of my visits by video and am unsure which states I may see.",
        "My video visits work until somebody's camera does not, and then I am the help desk.",
    ),
    "ai-scribe": (
        "I am curious about an AI scribe and nervous about what it writes down.",
        "I tried two scribes and want to know how others check the notes.",
    ),
    "hiring-recruiting": (
        "I have posted for a medical assistant for nine weeks and lost two to the hospital.",
        "I never hired anyone before and the first one has to be right.",
    ),
    "delegation-roles": (
        "I do too much of the clerical work because handing it over feels slower.",
        "My staff of three asks me everything; I want them to own their part.",
    ),
    "payroll-hr": (
        "I did my first payroll from a spreadsheet and slept badly.",
        "Benefits for four people seem to need a department of ten.",
    ),
    "startup-funding": (
        "The bank wants projections and I have only a stethoscope.",
        "I want to open without a loan I will still be paying at sixty.",
    ),
    "overhead-control": (
        "Rent and supplies eat more than I planned and I do not see where to cut.",
        "I would like to compare habits, not numbers, with someone who runs lean.",
    ),
    "budget-cashflow": (
        "I know what the year should bring and not what next Friday will.",
        "Summer nearly emptied the account and I want to see the next one coming.",
    ),
    "panel-growth": (
        "I have room for two hundred more patients and no plan to find them.",
        "I am filling faster than I can say yes and need to decide when to close.",
    ),
    "marketing": (
        "My website was made by my cousin and it shows.",
        "I want the town to know we exist without shouting.",
    ),
    "burnout-operational": (
        "The medicine is fine. It is everything around it that wears me out.",
        "I would like to fix the two things that ruin most of my days.",
    ),
    "after-hours-boundaries": (
        "Patients text me on Sundays because I let them in the first month.",
        "I want rules for evenings that I can keep and patients can live with.",
    ),
    "work-family": (
        "My partner does the school run and the books, and we are both tired.",
        "We had a second child the month I opened. I would do it again, with help.",
    ),
    "launch-stress": (
        "Some nights I am sure I made a mistake leaving a salary.",
        "I would like to ask somebody whether the first year felt like this for them too.",
    ),
    "employed-to-independent": (
        "I give notice in spring and have told only my spouse and my accountant.",
        "I want to leave well, with my patients knowing where I went.",
    ),
    "professional-isolation": (
        "There is nobody down the hall any more and I notice it most at noon.",
        "I miss asking a colleague the small questions.",
    ),
    "leading-small-team": (
        "I lead three people and learned it from nobody.",
        "My best employee and my newest do not speak, and I keep hoping it passes.",
    ),
}

OFFERS: dict[str, str] = {
    "launch-plan": "I opened from a spreadsheet with forty dated lines and will gladly show it.",
    "credentialing-enrollment": "I enrolled myself with nine payers and learned whom to call and when.",
    "payer-contracting": "I read every contract with a highlighter and can tell you which clauses I wish I had seen.",
    "coding-documentation": "I taught visit coding to residents for years and still enjoy a well-supported level four.",
    "prior-authorization": "We cut our prior authorization time in half with a tracking sheet and one person who owns it.",
    "denials-appeals": "We read denials every Friday, fix the cause on Monday, and most of them stopped coming.",
    "billing-rcm": "I have done billing in house, outsourced it, and brought it back.",
    "medicare-status": "I went from participating to opted out and know the calendar by heart.",
    "choosing-a-model": "I tried insurance first and membership second, and can speak for both.",
    "micropractice": "I ran alone from one room for four years; the overhead fits on a postcard.",
    "direct-primary-care": "My membership practice filled in eighteen months, with mistakes I can spare you.",
    "workflow-mapping": "I draw a process on paper with the staff and we remove one step a week.",
    "scheduling-access": "Open access took us a summer to get right and I would not go back.",
    "referrals-refills-inbox": "My inbox closes at five. It took protocols and a patient nurse.",
    "front-desk-phones": "We answer nine of ten calls within a minute with two people; I can show you how.",
    "coverage-crosscover": "Four of us solo doctors trade weekends under a one-page agreement.",
    "ehr-selection": "I have moved a practice between records twice and kept notes.",
    "ehr-optimization": "I finish my charts before the patient has parked out, most days.",
    "telehealth-setup": "Half of my follow-ups are by video, in three states, without a consultant.",
    "ai-scribe": "I have used a scribe that listens for a year, with a consent form that patients like.",
    "hiring-recruiting": "I hire for kindness and train the rest; two of my assistants have stayed eight years.",
    "delegation-roles": "Each of my staff owns a process from end to end, and my desk is empty.",
    "payroll-hr": "I know the boring parts of employing six people and can make them short.",
    "startup-funding": "I opened with a small credit union loan and a landlord who painted.",
    "overhead-control": "I keep a list of everything we stopped paying for. It is long.",
    "budget-cashflow": "Thirteen weeks ahead on one page: that is the whole secret, and I will show you mine.",
    "panel-growth": "I grew slowly on purpose and closed my panel twice.",
    "marketing": "Talks at the library brought me more patients than any advertisement.",
    "burnout-operational": "I changed the work instead of myself, and can tell you in which order.",
    "after-hours-boundaries": "My message rules fit on a magnet that every patient gets.",
    "work-family": "I raised three children next to this practice and kept Wednesdays.",
    "launch-stress": "My first winter was frightening. I remember it well and can say what helped.",
    "employed-to-independent": "I left a hospital group after eleven years and kept every friend I had there.",
    "professional-isolation": "I started a monthly breakfast of independent doctors because I missed the hallway.",
    "leading-small-team": "I have led teams of two to fourteen and made most of the mistakes.",
}

MENTEE_OPENINGS: dict[str, tuple[str, ...]] = {
    "explore": (
        "I finish training next summer and would like to work for myself.",
        "I am employed, restless and reading leases at night.",
    ),
    "plan": (
        "I plan to open in the coming year, in the town where I trained.",
        "The name is chosen, the account is open, the rest is a list.",
    ),
    "launch": (
        "I open within ten weeks and the list gets longer.",
        "We saw our first patients this month; everything is held together with tape.",
    ),
    "year1": (
        "I am eight months in, with one assistant and good days.",
        "My practice is in its first year and pays its rent, just.",
    ),
}

MENTOR_OPENINGS: tuple[str, ...] = (
    "I have run my own office since {year} and still like Mondays.",
    "I opened in {year} with one room and a borrowed exam table.",
    "Since {year} I have practiced the way I wanted to when I applied to medical school.",
    "I left a large group and opened in {year}; ask me anything about the first winter.",
    "In {year} three friends told me it could not be done here. Two of them work with me now.",
)
