import { at, byForm, cap, hash, list } from './lists/forms.mjs';

/** Advice of four forms (how-to, goals, choices, troubles) and letters; every form has its own n-th wording. */

const howTos =
  list(`remove a coffee stain from a carpet; get red wine out of a white shirt; sharpen a kitchen knife; unclog a kitchen sink; fix a dripping tap; change a flat tyre; jump-start a car; check the oil in a car; patch a bicycle tube;
  clean a bicycle chain; hang a picture straight; fill a hole in a plaster wall; paint a room; put up a shelf; bleed a radiator; descale a kettle; clean an oven; defrost a freezer; get rid of fruit flies; keep mice out of the house; wash a wool sweater;
  iron a shirt; sew on a button; shorten trousers; fold a fitted sheet; polish leather shoes; start a compost heap; grow tomatoes on a balcony; repot a houseplant; prune a rose bush; sow a lawn; keep basil alive; start a vegetable garden; attract bees to a garden; collect rainwater;
  bathe a nervous dog; teach a puppy to sit; introduce a new cat to an old cat; set up an aquarium; trim a rabbit's nails; help a parrot settle in; pitch a tent; build a campfire safely; read a topographic map; pack a backpack for a long hike; treat a blister; remove a tick; treat a small burn;
  take a good portrait photo; photograph the night sky; back up a phone; free up space on a laptop; speed up an old computer; choose a strong password; spot a phishing e-mail; set up a home network; clean a keyboard; transfer photos to a new phone; turn a document into a PDF; mail-merge letters; freeze the top row of a spreadsheet;
  make a budget in a spreadsheet; build a simple website; start a podcast; edit a short video; tune a guitar; learn to read sheet music; learn to juggle; learn touch typing; fold a paper crane; carve a pumpkin; knit a scarf; build a birdhouse; sand and varnish a table; restore an old chair;
  write a CV with little experience; prepare for a job interview; ask for a raise; give notice at work; run a short meeting; give a five-minute talk; take notes in a lecture; study for a big exam; read a scientific paper; cite sources in an essay; write a thesis statement; memorise a poem; learn fifty new words a week;
  open a bank account abroad; file a small claim; dispute a parking ticket; read a payslip; compare phone plans; negotiate rent; move house with a cat; plan a birthday party for a seven-year-old; organise a neighbourhood clean-up; host a dinner for eight; plan a weekend trip to the mountains; travel with only hand luggage; avoid jet lag; find a lost suitcase;
  brew better coffee at home; bake bread without a machine; poach an egg; cook rice that is not sticky; keep salad fresh; freeze herbs; store potatoes; plan meals for a week; cook for someone with a nut allergy; make yogurt; season a cast-iron pan; pack a healthy school lunch; meditate for ten minutes; stretch before running; swim freestyle; do a first pull-up; warm up the voice before singing;
  tie a tie; wrap an odd-shaped gift; write a wedding toast; calm a crying baby; put a toddler to bed; teach a child to ride a bike; talk to a teenager about money; help a child who hates reading; sort family photos; make a family tree; donate old clothes; recycle old electronics; save water at home; keep a room cool without air conditioning`);
const howToNotes = list(
  `I only have basic tools; I have never done it before; I have about an hour; I don't want to spend much money; I tend to be impatient; I am doing it alone; I need it done by tonight; last time it went wrong; I am rather clumsy`,
);

const goals =
  list(`sleep better; get up earlier; drink less coffee; eat more vegetables; lose a few kilos; build some muscle; run a first 10K; train for a marathon; quit smoking; spend less time on my phone; read more books; learn Spanish; learn to code; learn to draw; play the piano again; write a novel; keep a journal; start a blog; save money every month;
  pay off a credit card; buy a first home; start investing; retire early; cut my electricity bill; reduce food waste; declutter the house; keep the house clean; become more organised; stop procrastinating; focus at work; manage my time; work from home well; deal with stress; feel less anxious before exams; speak up in meetings; get over stage fright; make new friends; be a better listener;
  improve my handwriting; improve my posture; take better care of my back; drink more water; cook at home more often; become a vegetarian; waste less plastic; get into cycling; walk more every day; start yoga; spend more time with my family; find a hobby; volunteer locally; change careers; get promoted; find a mentor; become a freelance designer; start a small bakery; sell crafts online; grow a newsletter;
  lead a small team; give better feedback; handle criticism; say no more often; keep New Year's resolutions; break a bad habit; remember people's names; improve my memory; get better at chess; pass the driving test; prepare for winter; get ready for a new baby; adopt a dog; move to another country; settle in a new town; travel alone; travel on a small budget; learn about classical music; improve my vocabulary; write more clearly; be more confident; stay motivated; eat less sugar`);
const goalNotes = list(
  `I work full time and have two small children; I am a student with very little money; I am sixty-eight and recently retired; I live in a tiny flat in a big city; I have tried twice and gave up; I am easily distracted; I work night shifts; I only have twenty minutes a day; I am a complete beginner; I travel a lot for work; my partner isn't interested; I get bored quickly; I want to see results in a month; I live in a small village`,
);

const choices =
  list(`renting instead of buying a home; buying a used car; buying an electric car; living without a car; working from home; working four longer days a week; freelancing; going back to university at forty; taking a gap year; studying abroad; learning a trade instead of going to college; doing a PhD; moving to a small town; moving in with friends; living with your parents after college;
  getting a dog; getting a second cat; keeping chickens; adopting an older pet; homeschooling; giving children pocket money; letting a child have a smartphone; sending a child to boarding school; school uniforms; year-round school; homework in primary school; going vegan; intermittent fasting; eating organic food; meal kits; batch cooking on Sundays; cooking with gas; solar panels on the roof; a heat pump; a wood stove;
  a standing desk; an e-reader instead of paper books; buying a tablet for studying; switching to Linux; using a password manager; deleting social media; paying only with cash; paying off a mortgage early; a joint bank account; leasing a laptop; store loyalty cards; buying in bulk; buying second-hand clothes; hiring a cleaner; a robot vacuum; a gym membership; running outdoors instead of on a treadmill;
  a package holiday; travelling by night train; house swapping; camping with a baby; a small wedding; eloping; having only one child; open-plan offices; unpaid internships; starting a business with a friend; opening a food truck; selling on an online marketplace; joining a startup; early retirement; volunteering abroad; learning two languages at once; an online degree; group study; taking notes by hand; self-publishing a book; a four-month notice period; daylight saving time; a car-free city centre; free public transport`);

const troubles =
  list(`My roommate never washes the dishes; My neighbour plays loud music after midnight; My best friend borrowed money and hasn't paid it back; A colleague takes credit for my work; My boss calls me at weekends; My manager gives me no feedback; I was passed over for a promotion; I made a mistake at work that nobody has noticed; I have two job offers and must decide by Friday; I hate my job but it pays well;
  My teenager won't talk to me; My son refuses to do his homework; My daughter is afraid of the dark; My toddler only eats pasta; My parents disapprove of my career; My mother calls five times a day; My in-laws visit without asking; My sister and I haven't spoken in a year; My partner and I argue about housework; My partner wants to move abroad and I don't; I forgot my wife's birthday; I can't afford a friend's wedding;
  My friend keeps cancelling plans; A friend is always negative; I feel lonely in a new city; I have nobody to sit with at school; I am being left out of a group chat; I said something hurtful to a friend; My friend copied my essay; I failed an important exam; I can't choose a major; I study for hours but remember nothing; I freeze up during presentations; I am nervous about my first day at work; I get angry while driving;
  My landlord won't return the deposit; My flight was cancelled and the airline won't answer; A shop refuses to take back a broken phone; My internet keeps dropping during calls; My laptop gets very hot; My houseplants keep dying; My bread never rises; My dog barks at every visitor; My cat wakes me at four in the morning; My car makes a squeaking noise; My basement smells damp; My heating bill doubled;
  I lie awake worrying about money; I spend too much on clothes; I buy takeaway every day; I am tired all the time; My knees hurt after running; My back hurts from sitting all day; I can't stop checking my phone; I start projects and never finish them; I am always ten minutes late; I said yes to too many things; I lost my motivation halfway through a course; I want to write but never know how to start; My team misses every deadline; Two people on my team do not get along`);
const wishes = list(
  `I don't want a fight; I want to stay polite; I want to fix it this week; I have already talked about it once; I am running out of patience; I feel guilty about it; it has been going on for months; I don't know where to begin; everyone says something different; it is affecting my sleep`,
);

/** kind of letter | to whom | about what | a detail */
const letters =
  list(`an e-mail|my landlord|a heater that has been broken for a week|ask for a repair before the weekend; an e-mail|my boss|taking three days off in May|offer to finish the report first; an e-mail|my professor|an extension for my essay|I was ill last week; an e-mail|a client|a delay of two weeks in our project|suggest a new date;
  a complaint|an airline|a suitcase that was lost on a flight to Rome|ask for compensation; a complaint|a restaurant|a cold meal and slow service|stay calm and factual; a complaint|an online shop|a blender that arrived broken|ask for a refund; a complaint|the city council|a street lamp that has been dark for months|mention that it isn't safe; a complaint|my phone company|a bill that is twice as high as usual|ask for a breakdown; a complaint|a hotel|noise from building work|ask for part of the money back;
  an apology|a friend|missing her birthday party|suggest dinner next week; an apology|a customer|a parcel that was sent to the wrong address|offer a discount; an apology|my neighbour|a loud party on Saturday|promise it won't happen again; an apology|my team|a wrong number in the budget|explain how I will fix it; an apology|a teacher|being rude in class|keep it sincere; an apology|my brother|breaking his camera|offer to pay for it;
  an invitation|my colleagues|a summer barbecue in our garden|ask who is vegetarian; an invitation|old school friends|a reunion after twenty years|name a place and a date; an invitation|the neighbours|a street party in June|everyone brings a dish; an invitation|a famous local author|a reading at our library|mention that we can pay travel costs; an invitation|parents|a school concert|it starts at six; an invitation|family|my grandmother's ninetieth birthday|it is a surprise;
  a cover letter|a bakery|a job as an apprentice baker|I have no experience but get up early; a cover letter|a software company|a junior developer position|I taught myself Python; a cover letter|a museum|a summer internship|I study art history; a cover letter|a kindergarten|a part-time position|I have raised three children; a cover letter|a bank|a job in customer service|I speak three languages; a cover letter|a garden centre|a weekend job|I love plants; a cover letter|a newspaper|a trainee reporter position|I ran the school paper; a cover letter|a hospital|a nursing position|I worked for four years in a clinic;
  a thank-you note|my host family|three lovely weeks in Ireland|mention the walks by the sea; a thank-you note|my grandparents|a birthday present|it was a bicycle; a thank-you note|an interviewer|a job interview on Tuesday|show that I am still interested; a thank-you note|a teacher|a letter of recommendation|I got the place; a thank-you note|volunteers|help with the food drive|we collected two tonnes; a thank-you note|my doctor|her patience and care|keep it warm;
  a message|my sister|picking up my kids from school|I am stuck at work; a message|my flatmates|a cleaning rota|make it friendly; a message|a date|moving dinner to Friday|add a small joke; a message|our book club|choosing the next book|give three options; a message|my football team|the match being moved to Sunday|we meet at nine; a message|the parents' group|a lost jacket|it is blue with a hood; a message|a friend|a move on Saturday|there will be pizza; a message|my tenant|the water being turned off on Monday|from nine to noon;
  a letter|my future self|what I hope for in ten years|be honest; a letter|a newspaper editor|the closing of our library|give two good reasons; a letter|my insurance company|water damage in the kitchen|list what was damaged; a letter|a pen friend|life in my town|ask three questions; a letter|my old teacher|how her lessons helped me|mention the chemistry club; a letter|the mayor|more bicycle lanes|keep it to one page; a letter|the tax office|paying in instalments|business has been slow; a letter|my neighbours|a noisy renovation next month|apologise in advance; a letter|a scholarship committee|why I deserve support|I am the first in my family to study;
  an e-mail|a supplier|a missing delivery of printer paper|the order number is 4471; an e-mail|the whole company|a new coffee machine|keep it cheerful; an e-mail|my team|moving our weekly meeting|Tuesdays at ten from now on; an e-mail|a former colleague|a reference for a new job|we worked together for two years; an e-mail|a recruiter|turning down an offer|stay on good terms; an e-mail|a recruiter|accepting an offer|ask about the start date; an e-mail|my manager|a raise|I took on two new projects; an e-mail|human resources|parental leave|starting in September; an e-mail|a colleague|missing figures for the report|I need them by noon;
  an e-mail|my landlord|ending the lease|I move out at the end of August; an e-mail|my child's teacher|problems with maths homework|ask for a meeting; an e-mail|the gym|cancelling my membership|I am moving away; an e-mail|a hotel|a late arrival and a cot|we arrive at eleven at night; an e-mail|a conference organiser|giving a talk|the subject is urban gardening; an e-mail|a publisher|a children's book I wrote|it is about a shy bear; an e-mail|a university|admission to a master's programme|ask about deadlines; an e-mail|the IT department|a laptop that won't start|I have a deadline tomorrow; an e-mail|a customer|an unpaid invoice|this is the second reminder; an e-mail|a charity|becoming a volunteer|I am free on Saturdays; an e-mail|a photographer|a family portrait|ask for prices;
  a reference|a future employer|our former trainee|she was reliable and quick to learn; a reference|a landlord|a friend who wants to rent a flat|he is quiet and tidy; a resignation|my employer|leaving at the end of the month|thank them for five good years; a farewell note|my colleagues|my last day at the office|I am moving to Canada; a get-well card|a colleague|a broken leg|make her smile; a condolence card|a neighbour|the death of his wife|simple and kind; a congratulation|a couple|their wedding|I can't attend; a congratulation|a friend|a new job|she waited for it a long time; a congratulation|my niece|finishing school|she wants to be a vet; a love letter|my husband|ten years of marriage|mention the rainy honeymoon; a reminder|the members of our club|the yearly fee|it is due on Friday; a notice|all tenants|the lift being repaired|it will take two days; a request|the local paper|an article on our bake sale|it raised money for the school roof; a proposal|the school board|a school garden|we need very little money`);
const tones = list(
  `polite; friendly; formal; short; warm but professional; firm but polite; cheerful; sincere; concise; respectful`,
);
const sizes = list(`three; five; seven; four; ten; six`);

const items = [
  ...howTos.flatMap(task =>
    [0, 1].map(k => ({
      topic: task,
      slots: { form: 'howTo', task, note: at(howToNotes, hash(task) + k * 4), n: at(sizes, hash(task) + k) },
    })),
  ),
  ...goals.flatMap(goal =>
    [0, 1, 2].map(k => ({
      topic: goal,
      slots: { form: 'goal', goal, note: at(goalNotes, hash(goal) + k * 5), n: at(sizes, hash(goal) + k) },
    })),
  ),
  ...choices.flatMap(choice =>
    [0, 1].map(k => ({
      topic: choice,
      slots: {
        form: 'choice',
        choice,
        n: at(sizes, hash(choice) + k),
        note: at(goalNotes, hash(choice) + k * 3),
      },
    })),
  ),
  ...troubles.flatMap(trouble =>
    [0, 1].map(k => ({
      topic: trouble,
      slots: {
        form: 'trouble',
        trouble,
        wish: at(wishes, hash(trouble) + k * 3),
        n: at(sizes, hash(trouble) + k),
      },
    })),
  ),
  ...letters.flatMap(line => {
    const [sort, to, about, detail] = line.split('|');
    return [0, 1].map(k => ({
      topic: line,
      slots: {
        form: 'letter',
        sort,
        bare: sort.replace(/^an? /, ''),
        to,
        about,
        detail,
        tone: at(tones, hash(line) + k * 3),
      },
    }));
  }),
];
const toned = s => (/^[aeiou]/.test(s.tone) ? `an ${s.tone} ${s.bare}` : `a ${s.tone} ${s.bare}`);

export const advice = {
  id: 'advice',
  items,
  wordings: byForm({
    howTo: [
      s => `How do I ${s.task}? By the way, ${s.note}.`,
      s => `Give me ${s.n} tips on how to ${s.task}.`,
      s => `I want to ${s.task}, but ${s.note}. What is the best way?`,
      s => `Write a step-by-step guide: how to ${s.task} in ${s.n} steps.`,
      s => `how to ${s.task}, ${s.n} steps`,
      s => `What do I need to ${s.task}? List the things first, then ${s.n} steps.`,
      s => `Can you tell me how to ${s.task}? ${cap(s.note)}.`,
      s => `What are ${s.n} mistakes people make when they try to ${s.task}?`,
      s => `Please explain how to ${s.task} in ${s.n} short steps.`,
      s => `Hello, I need to ${s.task} and ${s.note}. Any advice?`,
      s => `Teach me to ${s.task}. Keep in mind that ${s.note}.`,
      s => `Make a checklist with ${s.n} points for someone who wants to ${s.task}.`,
    ],
    goal: [
      s => `How can I ${s.goal}? By the way, ${s.note}.`,
      s => `Give me ${s.n} tips to ${s.goal}. For context, ${s.note}.`,
      s => `I want to ${s.goal}, but ${s.note}. What should I do?`,
      s => `Make a ${s.n}-week plan to help me ${s.goal}. Note that ${s.note}.`,
      s => `${s.n} ways to ${s.goal} when ${s.note}`,
      s => `What do I need to ${s.goal}? Remember that ${s.note}. List ${s.n} things.`,
      s => `Can you help me ${s.goal}? ${cap(s.note)}.`,
      s => `What usually stops people who try to ${s.goal}, and what helps? In my case, ${s.note}.`,
      s => `Please suggest ${s.n} small habits that would help me ${s.goal}. ${cap(s.note)}.`,
      s => `Hello, this year I would like to ${s.goal} and ${s.note}. Any advice?`,
      s => `Act as my coach and help me ${s.goal}. Keep in mind that ${s.note}.`,
      s => `Write a daily routine for someone like me who wants to ${s.goal}: ${s.note}.`,
    ],
    choice: [
      s => `What are the pros and cons of ${s.choice}? For context, ${s.note}.`,
      s => `Give me ${s.n} arguments for and against ${s.choice}.`,
      s => `I am thinking about ${s.choice}, but ${s.note}. Is it a good idea?`,
      s => `List ${s.n} advantages and disadvantages of ${s.choice}.`,
      s => `${s.choice}: ${s.n} pros and cons`,
      s => `What ${s.n} questions should I ask myself before deciding on ${s.choice}?`,
      s => `Can you help me decide about ${s.choice}? ${cap(s.note)}.`,
      s => `Who should consider ${s.choice}, and who should not? Give ${s.n} reasons.`,
      s => `Please compare the benefits and the risks of ${s.choice} in ${s.n} bullet points.`,
      s => `Hello, we keep discussing ${s.choice} at home and ${s.note}. Any advice?`,
      s => `Give me your honest opinion on ${s.choice}. Keep in mind that ${s.note}.`,
      s => `Write a short balanced paragraph about ${s.choice} with ${s.n} points in total.`,
    ],
    trouble: [
      s => `${s.trouble}. What should I do? To be honest, ${s.wish}.`,
      s => `${s.trouble}. Give me ${s.n} things I could try.`,
      s => `I need advice. ${s.trouble}, and ${s.wish}. How would you handle it?`,
      s => `${s.trouble}. Make a simple plan for me with ${s.n} steps.`,
      s => `${s.trouble}, ${s.wish}. ideas?`,
      s => `Here is my problem: ${s.trouble}. List ${s.n} possible reasons and what to do about each.`,
      s => `Can you help me? ${s.trouble}. ${cap(s.wish)}.`,
      s => `What would a good friend tell someone who says: "${s.trouble}, and ${s.wish}"?`,
      s => `${s.trouble}. Please suggest ${s.n} ways to deal with this.`,
      s => `Hello, I don't know what to do. ${s.trouble} and ${s.wish}. Any advice?`,
      s => `Be honest with me: ${s.trouble}. Is it my fault, and what now? Keep in mind that ${s.wish}.`,
      s => `${s.trouble}. What should I say, and what should I avoid saying? Give ${s.n} examples.`,
    ],
    letter: [
      s => `Write ${toned(s)} to ${s.to} about ${s.about}. Include this: ${s.detail}.`,
      s => `Help me write ${toned(s)} to ${s.to} about ${s.about}.`,
      s => `I need ${s.sort} to ${s.to}. It is about ${s.about}. Details: ${s.detail}. Make it ${s.tone}.`,
      s => `Draft ${s.sort} to ${s.to} regarding ${s.about}, in a tone that is ${s.tone}.`,
      s => `${s.bare} to ${s.to} about ${s.about}, ${s.tone}`,
      s =>
        `Please write ${s.sort} for me. To: ${s.to}. About: ${s.about}. Note: ${s.detail}. Tone: ${s.tone}.`,
      s => `Can you write ${toned(s)} to ${s.to}? The reason is ${s.about}. Extra information: ${s.detail}.`,
      s => `What should I write to ${s.to} about ${s.about}? Give me ${toned(s)} that I can copy.`,
      s => `Please compose ${toned(s)} of about 100 words to ${s.to} about ${s.about}.`,
      s =>
        `Hello, could you write ${s.sort} to ${s.to} for me about ${s.about}? It should be ${s.tone}. Also: ${s.detail}.`,
      s => `Give me a subject line and the text of ${toned(s)} to ${s.to}. It concerns ${s.about}.`,
      s => `Write ${s.sort} (${s.tone}, no more than six sentences) to ${s.to} about ${s.about}.`,
    ],
  }),
  otherWordings: byForm({
    howTo: [
      s => `Beginner here, ${s.note}. Walk me through it: I'd like to ${s.task}, in ${s.n} stages at most.`,
      s =>
        `My aim today is to ${s.task}. Where do I start, what comes next, and how do I know it worked? Just so you know, ${s.note}.`,
      s => `Is there an easy trick to ${s.task}? I'd be happy with ${s.n} suggestions.`,
      s =>
        `Suppose that you had to ${s.task} and that ${s.note.replace(/\bI am\b/, 'you are').replace(/\bI\b/g, 'you')}. What would you do first?`,
      s =>
        `Instructions needed: ${s.task}. Number them from one to ${s.n}, with a warning where something can go wrong.`,
      s => `A friend asked me how to ${s.task} and I had no clue. Give me ${s.n} sentences I can pass on.`,
    ],
    goal: [
      s =>
        `Being realistic, ${s.note}. Walk me through what it takes to ${s.goal}, in ${s.n} stages at most.`,
      s =>
        `My aim is to ${s.goal}. Where do I start, what comes next, and how do I know it works? Just so you know, ${s.note}.`,
      s => `Is there an easy trick to ${s.goal}? I'd be happy with ${s.n} suggestions. ${cap(s.note)}.`,
      s =>
        `If your best friend hoped to ${s.goal}, what would you recommend? Think of somebody who says: ${s.note}.`,
      s =>
        `Action list needed: ${s.goal}. Number the items from one to ${s.n}, easiest first. ${cap(s.note)}.`,
      s => `Motivate me! I have decided to ${s.goal} although ${s.note}. Tell me ${s.n} reasons to go on.`,
    ],
    choice: [
      s => `Being realistic, ${s.note}. Talk me into or out of ${s.choice}.`,
      s =>
        `My family can't agree about ${s.choice}. What speaks for it, what speaks against it? Just so you know, ${s.note}.`,
      s => `Is there a catch with ${s.choice}? I'd be happy with ${s.n} short answers.`,
      s =>
        `If your best friend was considering ${s.choice}, what would you say? Think of somebody who says: ${s.note}.`,
      s => `Table of good and bad sides needed: ${s.choice}. ${cap(s.n)} rows are enough.`,
      s => `Debate time: ${s.choice}. Give ${s.n} points to each side and then say who wins.`,
    ],
    trouble: [
      s => `Being realistic, ${s.wish}. Still, this cannot go on: ${s.trouble}. Walk me through my options.`,
      s =>
        `${s.trouble}. Where do I start, and how do I know it is getting better? Just so you know, ${s.wish}.`,
      s => `Is there an easy way out? ${s.trouble}. I'd be happy with ${s.n} suggestions.`,
      s =>
        `If your best friend came to you and said "${s.trouble}", what would you reply? Think of somebody who adds: ${s.wish}.`,
      s => `Action list needed. Situation: ${s.trouble}. Number the items from one to ${s.n}, easiest first.`,
      s => `You are an agony aunt in a magazine. Reply to this reader: "${s.trouble}. ${cap(s.wish)}."`,
    ],
    letter: [
      s =>
        `Being bad with words, I need you to put this down for me: ${s.sort} for ${s.to}, because of ${s.about}. Mind this: ${s.detail}. It should sound ${s.tone}.`,
      s =>
        `${cap(s.to)} should hear from me about ${s.about}. Put together ${s.sort} I can send today, and keep it ${s.tone}.`,
      s =>
        `Is there a good way to put this? I owe ${s.to} ${s.sort} about ${s.about}. Something ${s.tone}, please.`,
      s =>
        `If you were in my place, how would you word ${s.sort} to ${s.to} on the subject of ${s.about}? Aim for ${s.tone}. Here is a hint: ${s.detail}.`,
      s =>
        `Text needed: ${s.bare}, addressed to ${s.to}. Matter: ${s.about}. Style: ${s.tone}. End with a friendly greeting.`,
      s =>
        `Show me a sample of ${s.sort} to ${s.to} concerning ${s.about}, with blanks for the names. (${cap(s.tone)} in style.)`,
    ],
  }),
};
