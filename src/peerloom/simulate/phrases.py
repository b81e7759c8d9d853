"""Sentences that invented people write into open questions. Nobody said them; they name nobody."""

from __future__ import annotations

WHY_MENTOR = (
    "When I was new here an older student helped me. I would like to do the same.",
    "I like explaining things and I am patient.",
    "I want to work with children later and this is a good start.",
    "My little cousin finds school hard and I see how much a bit of time helps.",
    "I had a hard year in year 7. I know what would have helped me.",
    "I would like to give something back to the town, and I have time on Wednesdays.",
    "Because everybody needs somebody who listens :)",
    "My teacher said that I would be good at it.\nI think so too.",
    'I heard a mentor say "it was the best hour of my week".',
    "=) I just like people",
    "+1 for what my friends do here, they told me about it",
    "I want to learn to listen. I talk too much, ask my family 😅",
)
DONE_BEFORE = (
    "I help my brothers with homework.",
    "Two years as a helper at the swimming club.",
    "I was a library helper in year 9.",
    "I look after my cousins on Saturdays.",
    "School council, and I ran a chess club at lunch.",
    "Nothing official, but my friends come to me when something is wrong.",
    "I translate for my family a lot.",
    "",
)
WISHES_MENTEE = (
    "Somebody calm.",
    "Someone who likes football too",
    "I would like a girl if possible.",
    "Someone who also moved here from another country",
    "Not too strict",
    "A person who is patient with maths",
)
WISHES_MENTOR = (
    "Somebody who likes to be outside.",
    "I am better with quiet people.",
    "Someone who wants to get better at maths or science.",
)
ANYTHING = (
    "I get nervous when I meet new people.",
    "I have to pick up my sister on Mondays.",
    "I use a hearing aid, so a quiet room is good.",
    "No",
    "-",
)
ACCESS = (
    "A quiet room.",
    "Help with the bus fare.",
    "Texts in large letters.",
    "Somebody who can explain things to my family in our language.",
    "A place with a lift.",
)
GUARDIAN_WISHES = (
    "Somebody patient.",
    "It matters to us that they meet at school.",
    "We would be glad about someone who knows what it is like to be new.",
)
HEALTH = ("Nut allergy. The school has the plan.", "Asthma, carries an inhaler.", "Wears glasses, nothing else.")
WENT_WELL = (
    "- we finally found a quiet room",
    "Table football, 10:9 🎉",
    "We laughed a lot.",
    "The homework plan works now.",
    "My mentee asked the first question today.",
    "We finished the poster.",
    "Better mark in maths!",
    "We just talked, and that was good.",
    "He told me about his old school.",
    "She read a whole page out loud.",
    "We tried a new game, nobody won.",
    "We made a plan for the week",
)
WAS_HARD = (
    "Finding a quiet place.",
    "We both had tests, so little time.",
    "Not much to say at first.",
    "My mentee was tired and did not want to work.",
    "I forgot the agenda at home, so we improvised.",
    "",
    "",
)
TIPS = (
    "Bring a pack of cards.",
    "Ask about the week first, then the homework.",
    "Let them choose every second time.",
    "Silence is fine.",
)
GOOD_THING = (
    "=) the walk",
    "cake 🍰",
    "We played a game I did not know",
    "I understood fractions",
    "he came to my match",
    "Talking",
    "I said something in class",
    "we looked at the town museum",
    "She remembered my birthday",
    "nothing special, it was nice",
)
WOULD_CHANGE = ("more time", "Meet outside when it is warm", "less homework", "nothing", "Another room, it is loud", "")
NOTES = (
    "Both are well. They want ideas for rainy days.",
    "Tests get in the way this month. They will meet at lunch instead.",
    "Family is happy. No questions.",
    "Talked about missed meetings and about giving notice a day before.",
    "Good talk. The goal is nearly reached and they look for a new one.",
    "They would like to join the service day.",
)
STEPS = ("Send the activity cards.", "Look for a quieter room.", "Call again in two weeks.", "")
GOALS = (  # theme, goal, when it is done, first step
    ("school", "Hand in maths homework on time", "Six weeks with no missing homework", "Write the days on a list"),
    ("school", "Understand fractions", "7 of 10 right in the practice test", "Do two tasks together each week"),
    ("friends", "Talk to new people at lunch", "Sat with someone new 5 times", "Say hello to one person"),
    ("speaking up", "Say something in class", "Put my hand up twice a week for a month", "Practise one sentence"),
    ("feeling sure of myself", "Give a talk in front of the class", "The talk is held", "Choose what it is about"),
    ("settling in", "Know my way around and who to ask", "Can name 4 people and 6 rooms", "Walk round together"),
    ("what comes after school", "Find out about two jobs", "Talked to 2 people who do them", "Make a list of 5 jobs"),
    ("using time well", "Have a plan for each week", "A plan for 8 weeks in a row", "Make the first plan"),
    ("a hobby", "Try a club", "Went three times", "Look at the list of clubs"),
    ("helping in the town", "Take part in a project of the town", "10 hours of helping", "Choose a project"),
    ("handling worries", "Know what to do when I worry", "Used the list 3 times", "Write the list together"),
)
HELPED = ("doing it together", "small steps", "my mentor reminded me", "a list on the wall", "")
BLOCKED = ("tests", "I forgot", "too much at once", "", "")
BEST = (
    "That somebody has time for me.",
    "The meetings.",
    "The training day and the other mentors.",
    "My mentor. Really.",
    "The trips and the food at the evening",
    "I found out that I can explain things.",
)
BETTER = (
    "More rooms.",
    "Start earlier in the year.",
    "Shorter forms!",
    "More things to do together with other pairs.",
    "Reminders the day before.",
    "",
)
QUOTES = (
    "I learned as much as my mentee did.",
    "Someone older asked what I think, and then waited for the answer.",
    "Now I know three people to say hello to in the corridor.",
    "I was scared of year 7. Now I show others the way.",
    "An hour a week is not much, but it is mine.",
    "We planted a hedge by the river. It is still there when I walk past.",
)
WINS = (
    ("something good happened", "We finished the first part of the river path, and it has our sign on it."),
    ("something good happened", "First full page read out loud. We had cake."),
    ("something good happened", "Homework in on time for six weeks."),
    ("something good happened", "My mentee joined the choir and has her first concert in May."),
    ("something good happened", "I held my talk. My hands shook and it went fine."),
    ("something good happened", "We packed forty boxes at the food bank in one morning."),
    ("something good happened", "I passed the maths test that I was afraid of."),
    ("something good happened", "Two neighbours can now make video calls on their own."),
    ("something good happened", "We have met twenty times!"),
    ("something good happened", "My mentee taught me a card game and wins every time."),
    ("thank someone", "Thank you to the library for the warm room in January."),
    ("thank someone", "Thanks to my mentor for coming to my match in the rain."),
    ("thank someone", "Thank you to the cook at the half-way evening. The soup was the best."),
    ("thank someone", "Thanks to the team for calling me when it was hard."),
    ("thank someone", "Thank you for the bike lights, we can come home in the dark now."),
)
SUGGESTIONS = (
    ("places and times", "Could we use the art room on Thursdays?"),
    ("events", "An afternoon where all pairs meet and play something."),
    ("training", "A short training about group chats and what to do when they go wrong."),
    ("the site", "Make the list of activities easier to find on a phone."),
    ("meetings", "Let us meet outside in summer."),
    ("matching", "Tell people sooner when they have to wait."),
    ("the team", "A fixed hour when we can drop in."),
    ("places and times", "The bus at half past four is always full. Start 15 minutes later?"),
    ("events", "Vegetarian food, please :)"),
    ("snacks at meetings", "A box with fruit in the meeting room."),
    ("training", "Let mentees see one of the trainings, so they know what we learn."),
    ("meetings", "A list of quiet places in the town."),
)
PARTNERS = (  # name, kind, offers, why it fits
    (
        "Harbour Street Bakery",
        "business",
        ("goods", "events"),
        "We like to see young people meet. We can bring bread and cake.",
    ),
    (
        "Lind Valley Radio Club",
        "nonprofit",
        ("training", "a room"),
        "Pairs could make a small program of their own with us.",
    ),
    ("Old Mill Print Shop", "business", ("goods", "printing for free"), "We can print posters and cards."),
    ("Northfield Garden Group", "nonprofit", ("events", "volunteers"), "We have beds to dig and people who know how."),
    ("Hill End Chess Club", "sports club", ("volunteers", "advice"), "Chess is a good way to be quiet together."),
    (
        "Lindenford Fire Station",
        "local government",
        ("events",),
        "We open our doors twice a year and young people ask good questions.",
    ),
)
NOMINEES = (
    "Always the first to help new students.",
    "Patient, reliable and funny.",
    "She led our group project and nobody was left out.",
    "He translates for new families without being asked.",
    "A good listener. Younger students go to her by themselves.",
)
CONCERNS = (
    ("A mentee was upset after the bus ride home. Older students took the cap and laughed.", "last Tuesday"),
    ("The side door of the meeting room does not lock, and people walk in during meetings.", "most weeks"),
)
UNCLEAR = ("", "", "", "When exactly do I have to tell the team?", "How much may I help with homework?", "no")
LEFT_GOOD = ("The walks.", "She always came.", "We got the homework plan done.", "I liked the games.", "")
LEFT_LEARNED = ("To wait for an answer.", "That I can ask for help.", "How to plan a week.", "")
LEFT_BETTER = ("More time to find a slot that fits.", "Nothing.", "A call earlier, when it got quiet.", "")
NOTHING = ("nothing to add", "see above", "as we said on the phone")
OWN_WORDS = ("something else", "a bit of everything", "I will tell you when we meet")
OWN_INTERESTS = ("skateboarding", "chess, draughts and card tricks", "knitting", "bird watching", "old trains")
OWN_HELP = ("paint the bus stop", "read to small children", "look after the school garden")
OWN_ACTIVITIES = ("looked at old photos of the town", "baked bread, then ate it", "repaired a bike")
OWN_RELATIONS = ("foster carer", "grandmother", "older brother and guardian")
HEARD_ELSEWHERE = ("my sister", "the school newsletter", "somebody in the bakery")
AVOID = ("Somebody in 10C, I told the team who", "My cousin", "I would rather not be with a neighbour")
REFEREES = (
    ("Ms Hallowell", "Mr Garside", "Mrs Copperfield", "Mr Kettlewell", "Ms Ashgrove"),
    ("Coach Dunmoor", "Mrs Barrowby", "Mr Elmsworth", "Librarian Larkspur", "Ms Inglemere"),
)
PARTNER_ROLES = ("The owner", "Secretary", "Volunteer coordinator", "Head of the youth section", "Treasurer")
NEEDS_IDEAS = (
    "Buses stop at eight. Whatever you do, finish before that.",
    "Ask the young ones first, they are never asked.",
    "Many of us work on Saturdays.",
    "Please think of those who came in the middle of a year.",
    "A place without screens would be good, says my son. I was surprised.",
    "Not everybody has a quiet room at home.",
    "Food helps.",
)
NEEDS_THERE = ("Homework club on Tuesdays", "The youth club, but it is full", "Nothing that I know of", "The library")
EVENT_NEEDS = ("Vegetarian food", "A seat near the door", "I come by wheelchair", "Somebody who speaks Arabic")
CHANGES = ("I moved into the next school year.", "Not Mondays any more, I have training.", "My phone number is new")
STOPPED = ("I have too much to do this year. Sorry!", "We are moving away.", "I changed my mind", "")
PAUSED = ("Tests until the end of the month.", "I broke my arm :(", "Family visit, back in four weeks", "")
NEW_DETAILS = (
    "My number is 07700 900017 now.",
    "I can only come on Thursdays from now on.",
    "We have moved to Hill End.",
)
DECLINED = (
    "The families know each other well; better somebody new.",
    "They live next door and see each other every day.",
    "Both are very quiet, I would like to try another pair.",
)
CONDITIONS = (
    "Another talk after four weeks.",
    "Refresher on limits before the first meeting.",
    "Starts with one mentee.",
)
KNOWN_FROM = (
    "Form teacher for two years",
    "Swimming coach, since 2021",
    "From the library, about 3 years",
    "Neighbour",
)
REFERENCE_MORE = (
    "Takes things seriously, sometimes a bit too much.",
    "One of the calmest people in the class.",
    "Was late now and then, and has become better.",
    "Brings others together.",
)
MATCH_QUESTIONS = (
    "Is it possible to meet on Fridays?",
    "Does my mentor speak Polish?",
    "Could we meet at the library?",
)
NEEDS_OF_MENTORS = {
    "nothing now": 12,
    "an idea for activities": 5,
    "help with times": 2,
    "more training": 1,
    "a talk with the team": 1,
}
FIRST_NOTES = (
    "First meeting went well. Both want to go on.",
    "A shy start. They played a game and it got easier.",
    "They met at school and looked for a quiet corner.",
    "Family was there for the first ten minutes.",
)
ADULT_NOTES = (
    "She talks about the meetings at dinner.",
    "He gets up on his own on that day!",
    "More patient with the little ones at home.",
    "Nothing special.",
    "Could they meet a little earlier in winter?",
)
MATTERS = ("I am tired of worrying about it", "so that I can do it alone", "my parents would be happy", "just because")
SEEN = ("Lots of laughing.", "The mentor talks more than the mentee.", "Good use of the agenda.", "Both were tired.")
TRIED = ("Asking fewer questions.", "Starting with a game.", "Writing the plan on one page.", "Waiting ten seconds.")
LEARNED = ("I give advice too fast.", "I am more patient than I thought.", "Silence makes me nervous.", "")
TO_ASK = ("What to do when we only talk about games.", "How to bring up the goal again.", "How honest can I be?")
AGREED = ("Try two open questions each time", "Bring the goal sheet", "Call if it happens again", "")
