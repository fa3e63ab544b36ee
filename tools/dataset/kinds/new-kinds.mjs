import { an, at, cap, hash, list } from './lists/forms.mjs';

/** Kinds that no draft is ever trained on: they show what a draft is worth on requests of a sort it has not seen. */

const dishes =
  list(`lentil soup; vegetable curry; roast chicken; mushroom risotto; banana bread; pancakes; tomato sauce; potato salad; fish tacos; apple pie; chocolate mousse; chickpea stew; fried rice; garlic bread; beef stew; spinach lasagne; pumpkin soup; an omelette; oatmeal cookies; lemon cake; hummus; guacamole; cheese scones; stuffed peppers; baked salmon; noodle soup; bean burgers; rice pudding; coleslaw; pizza dough; cornbread; carrot cake; shepherd's pie; dumplings; a Greek salad; scrambled eggs; onion soup; meatballs; pesto; berry jam;
  paella; ramen; falafel; gnocchi; ratatouille; shakshuka; a chicken sandwich; quesadillas; sweet potato fries; granola; tiramisu; gingerbread; naan; sushi rolls; borscht; moussaka; a fruit smoothie; black bean chilli; iced tea; a cheese soufflé; quiche; mango chutney; spring rolls; pad thai; waffles; brownies`);
const limits = list(
  `without dairy; without gluten; for two people; for six people; in under thirty minutes; with only five ingredients; without an oven; on a small budget; without eggs; for beginners; with less sugar; in one pot; for a picnic; for a child's birthday; vegan if possible; in a slow cooker`,
);
const larder = list(
  `rice, eggs and frozen peas; two tomatoes and stale bread; chickpeas and a lemon; flour, butter and apples; an onion and a can of beans; leftover chicken; oats and bananas; a cabbage and some noodles; potatoes and cream; spinach and cheese; carrots and ginger`,
);

const recipe = {
  id: 'recipe',
  items: dishes.map((dish, i) => ({
    topic: dish,
    slots: { dish, limit: at(limits, i), other: at(limits, i + 5), have: at(larder, i) },
  })),
  wordings: [
    s => `Give me a recipe for ${s.dish} ${s.limit}.`,
    s => `How do I make ${s.dish}? List the ingredients first.`,
    s => `recipe ${s.dish} ${s.limit}`,
    s => `I have ${s.have} at home. Can I turn that into ${s.dish}? Write the recipe.`,
    s => `Write a simple recipe for ${s.dish} with exact amounts and numbered steps.`,
    s => `I would like to cook ${s.dish} tonight, ${s.limit}. What do I need to buy?`,
    s => `What can I serve with ${s.dish}? Give me three easy side dishes, ${s.limit}.`,
    s => `Please write a family recipe for ${s.dish} and add two tips.`,
    s =>
      `What is the secret of really good ${s.dish.replace(/^an? /, '')}? Explain how to make it, ${s.limit}.`,
    s => `Can you give me a recipe for ${s.dish} that works ${s.limit} and ${s.other}?`,
  ],
  otherWordings: [
    s =>
      `Friends are coming over and they love ${s.dish}. Cook along with me, one step at a time, ${s.limit}.`,
    s => `Never made ${s.dish} before. Talk me through shopping and cooking, please.`,
    s => `Chef, today's order: ${s.dish}, ${s.limit}. Ingredients and method?`,
    s => `My cupboard holds ${s.have}. Suggest what to add for ${s.dish} and then tell me the method.`,
    s => `Quantities and oven or stove times for ${s.dish}, ${s.limit}, as a neat card.`,
    s => `Could we do ${s.dish} differently, say ${s.other}? Invent your own version.`,
  ],
};

const poemThemes =
  list(`the first snow; my grandmother's hands; a city at night; the sea in winter; an old bicycle; losing a friend; a cat in the sun; the last day of school; a long train ride; the moon; falling leaves; a broken cup; the smell of bread; waiting for a letter; a storm in summer; being afraid of the dark; a birthday alone; two brothers; the desert; a lighthouse; homesickness; a river; coffee in the morning; growing older; a forgotten toy; spring rain; a hospital window; learning to swim; the colour blue; a spider's web;
  first love; a robot who dreams; the bus stop; my dog; silence; a garden at dusk; a mountain; bees; an empty house; hope; forgiveness; the number seven; a Monday morning; a lost glove; the stars over a village; an argument; a wedding; a farewell at the station; an oak tree; dancing in the kitchen; a mother's voice; the wind; a candle; a street musician; a traffic jam; books; a ship in a bottle; time; whales; a scarecrow; mathematics; the colour of autumn`);
const poemForms = list(
  `a haiku; a limerick; a short poem that rhymes; a sonnet; a free verse poem; an acrostic; a four-line poem; a lullaby; a funny poem; a sad poem; an ode; song lyrics with a chorus; a poem in couplets`,
);
const moods = list(
  `gentle; playful; melancholy; hopeful; strange; simple; proud; angry; dreamy; tender; ironic`,
);

const poem = {
  id: 'poem',
  items: poemThemes.map((theme, i) => ({
    topic: theme,
    slots: { theme, form: at(poemForms, i), other: at(poemForms, i + 4), mood: at(moods, i) },
  })),
  wordings: [
    s => `Write ${s.form} about ${s.theme}.`,
    s => `Can you write ${s.form} about ${s.theme}? It should be ${s.mood}.`,
    s => `Write ${an(s.mood)} poem on the subject of ${s.theme}.`,
    s => `${s.form.replace(/^an? /, '')}, ${s.theme}`,
    s => `Please compose ${s.form} for my class. Theme: ${s.theme}.`,
    s => `I need three stanzas about ${s.theme} with ${an(s.mood)} ending.`,
    s => `Write a poem about ${s.theme} from the point of view of a child.`,
    s => `Complete this poem in eight lines. First line: "I think of ${s.theme}"`,
    s => `Make up ${s.form} where ${s.theme} stands for something bigger.`,
    s => `Write about ${s.theme} as ${s.form}, then as ${s.other}.`,
  ],
  otherWordings: [
    s => `Put ${s.theme} into verse for me. ${cap(s.form)} would be lovely.`,
    s => `You are a poet who feels ${s.mood} today. ${cap(s.theme)} catches your eye. What do you write?`,
    s => `Something to read aloud at dinner, in rhyme: ${s.theme}.`,
    s => `Rhyme time! ${cap(s.theme)}, ten lines at most, ${s.mood} in tone.`,
    s => `For a greeting card I need a few lines of verse on ${s.theme}.`,
    s => `How would ${s.form} sound if it was about ${s.theme}? Show me.`,
  ],
};

/** one speaker | the other | subject */
const talks =
  list(`a customer|a waiter|a fly in the soup; a doctor|a nervous patient|a harmless rash; a teacher|a pupil|lost homework; two neighbours|a tall hedge|who should cut it; a job applicant|an interviewer|a gap in the CV; a tourist|a taxi driver|the way to the opera; a mother|a teenager|coming home late; a detective|a butler|a missing necklace; a landlord|a tenant|a leaking roof; a journalist|an astronaut|life in space; a journalist|a beekeeper|a bad summer; a coach|a young player|sitting on the bench; a librarian|a boy|a book returned ten years late;
  the Sun|the Moon|who is more useful; a cat|a dog|the sofa; a knight|a dragon|a fair price for a princess; a robot|its inventor|having feelings; a pirate|a parrot|a bad map; a time traveller|a farmer|the year; a ghost|a new owner|the noise at night; Winter|Spring|whose turn it is; a pencil|an eraser|mistakes; a fox|a hen|a promise; a clock|a calendar|being late; a king|his cook|the same soup every day; an alien|a schoolgirl|lunch; a snail|a hare|a rematch; a scientist|a sceptic|climate change; a history student|Julius Caesar|the Ides of March; a reporter|Leonardo da Vinci|flying machines;
  a salesperson|a customer|a return without a receipt; a hotel guest|a receptionist|a room without a view; a pharmacist|a customer|cough syrup; a bank clerk|a pensioner|online banking; a police officer|a cyclist|a red light; a mechanic|a driver|a strange noise; a hairdresser|a client|a haircut that went wrong; a manager|an employee|asking for a raise; two colleagues|the coffee machine|who broke it; a recruiter|a programmer|working from home; a support agent|a user|a forgotten password; a pilot|a passenger|a bumpy flight; a gardener|a mole|the lawn; an editor|a writer|a missed deadline; two old friends|a station platform|meeting after twenty years; a baker|an early customer|the last roll; a museum guide|a bored child|a painting;
  a philosopher|a barber|free will; a mathematician|a poet|infinity; a mayor|a citizen|more trees; a grandfather|his granddaughter|life before phones; a chess computer|a champion|a lost game; a landlady|a musician|practising at night; a vet|a parrot owner|a silent parrot; a chef|a food critic|too much salt; a ticket inspector|a student|a forgotten ticket; an explorer|a penguin|the way south; a nurse|a night guard|the quiet hours; a tailor|an emperor|the new clothes; a spy|a florist|a secret message; a lifeguard|a swimmer|the flags; a volunteer|a passer-by|a petition; a farmer|a scarecrow|the crows`);
const talkStyles = list(`funny; polite; tense; absurd; realistic; warm; short; dramatic; dry; heated`);

const dialogue = {
  id: 'dialogue',
  items: talks.map((line, i) => {
    const [one, other, subject] = line.split('|');
    const pair = /^two /.test(one) ? `${one} at or near ${other}` : `${one} and ${other}`;
    const role = /^two /.test(one) ? `one of ${one}` : other;
    const rest = /^two /.test(one) ? 'the other one' : one;
    return {
      topic: line,
      slots: {
        pair,
        role,
        rest,
        subject,
        style: at(talkStyles, i),
        n: at(['six', 'eight', 'ten', 'twelve'], i),
      },
    };
  }),
  wordings: [
    s => `Write a dialogue between ${s.pair} about ${s.subject}.`,
    s => `Write ${an(s.style)} conversation between ${s.pair}. They talk about ${s.subject}.`,
    s => `Let's role-play. You are ${s.role}, I am ${s.rest}. The subject is ${s.subject}. You start.`,
    s => `dialogue, ${s.pair}, ${s.subject}, ${s.n} lines`,
    s => `Can you write a short play scene with ${s.pair}? It should be about ${s.subject}.`,
    s =>
      `I am learning English. Please write an easy dialogue between ${s.pair} about ${s.subject} in ${s.n} lines.`,
    s => `Pretend to be ${s.role}. I am ${s.rest} and I want to talk about ${s.subject}. Hello!`,
    s => `Write ${s.n} lines of ${s.style} dialogue: ${s.pair} disagree about ${s.subject}.`,
    s => `Please write an interview-style exchange with ${s.pair} on ${s.subject}. Use names.`,
    s => `Write a phone call in which ${s.pair} discuss ${s.subject}. Make it ${s.style}.`,
  ],
  otherWordings: [
    s => `Picture ${s.pair} arguing over ${s.subject}. What do they say to each other? Script it.`,
    s =>
      `Stay in character as ${s.role}, whatever I write. My first words, as ${s.rest}: "We need to talk about ${s.subject}."`,
    s => `For our drama club: ${s.pair}. Topic ${s.subject}. Roughly ${s.n} speeches, ${s.style}.`,
    s => `I'd enjoy eavesdropping on ${s.pair} while ${s.subject} comes up. Give me the transcript.`,
    s => `Script wanted, ${s.style} mood, stage directions in brackets: ${s.pair}; ${s.subject}.`,
    s =>
      `Interview me! You play ${s.role}, I play ${s.rest}, and ${s.subject} is what it's about. First question?`,
  ],
};

const goods =
  list(`a folding bicycle; a wooden toy train; a solar phone charger; handmade soap; a cast-iron pan; wireless headphones; a rain jacket; a standing desk; a reusable water bottle; a dog bed; herbal tea; a yoga mat; a fountain pen; a camping stove; scented candles; a baby carrier; a smart thermostat; running socks; a board game about trains; an electric toothbrush; a garden hose; a linen shirt; a coffee grinder; a night light; organic honey; a laptop stand; a leather wallet; a picnic blanket; a bird feeder; a chess set;
  a podcast about history; a language app; a vegetarian cookbook; a bakery; a small bookshop; a bicycle repair shop; a cleaning service; a dance school; a family hotel; a boat tour; a farm shop; a children's museum; a coworking space; a swimming course; a flower shop; an ice cream parlour; a hiking guide service; a used car dealer; a pet hotel; a music festival; a tea house; a photo studio; an online tutor; a meal delivery service; a second-hand clothes shop; a wool hat; a mechanical watch; a beginner's telescope; a hammock; a knife sharpener; a portable speaker; a travel pillow; a weather station`);
const buyers = list(
  `students; busy parents; people over sixty; hikers; office workers; dog owners; tourists; gift buyers; commuters; families; beginners; people who care about the planet`,
);
const voicesOfShop = list(`friendly; elegant; witty; honest; energetic; warm; minimalist; playful`);

const product = {
  id: 'product',
  items: goods.map((thing, i) => ({
    topic: thing,
    slots: { thing, buyers: at(buyers, i), voice: at(voicesOfShop, i), n: at(['three', 'five', 'ten'], i) },
  })),
  wordings: [
    s => `Write a product description for ${s.thing}.`,
    s => `Write ${s.n} slogans for ${s.thing}.`,
    s => `I sell ${s.thing}. Write ${an(s.voice)} advertisement for ${s.buyers}.`,
    s => `slogan for ${s.thing}, ${s.voice}`,
    s => `Suggest ${s.n} brand names for ${s.thing} and explain each in a few words.`,
    s => `Can you write a social media post promoting ${s.thing} to ${s.buyers}? Add hashtags.`,
    s =>
      `Please write a description of ${s.thing} for a web page in about 60 words. The tone should be ${s.voice}.`,
    s => `List ${s.n} selling points of ${s.thing} for ${s.buyers}.`,
    s => `Write a short radio commercial for ${s.thing}.`,
    s =>
      `Create a headline and two sentences of text for a flyer about ${s.thing}. Target group: ${s.buyers}.`,
  ],
  otherWordings: [
    s => `Make ${s.buyers} want ${s.thing}. You have fifty words.`,
    s => `Our window needs a catchy line about ${s.thing}; ${s.voice}, nothing pushy. Ideas, ${s.n} of them?`,
    s => `You work in marketing and your client brings you ${s.thing}. Pitch it.`,
    s =>
      `What would a shop listing look like for ${s.thing}? Title, bullet points, closing line, all ${s.voice}.`,
    s => `Newsletter text please: we now offer ${s.thing}, and ${s.buyers} should hear about it.`,
    s =>
      `How could one praise ${s.thing} without exaggerating? Compose a ${s.n === 'ten' ? 'longer' : 'brief'} blurb.`,
  ],
};

const quizSubjects =
  list(`the solar system; European capitals; the human body; the water cycle; fractions; the Second World War; ancient Egypt; photosynthesis; world rivers; famous painters; Shakespeare's plays; the periodic table; Python basics; HTML tags; traffic rules; healthy eating; dinosaurs; ocean animals; birds; trees; Olympic sports; football rules; classical composers; musical instruments; Greek myths; Roman emperors; the French Revolution; the American Constitution; African geography; South American countries; flags of the world; irregular English verbs; Spanish food words; German articles; idioms; grammar tenses; percentages; triangles; prime numbers; probability;
  computer security; computer hardware; famous inventions; space exploration; volcanoes; weather; climate change; recycling; first aid; fire safety; money and banking; the stock market; the European Union; world religions; chess openings; film history; fairy tales; children's books; cooking terms; coffee; wine regions; gardening; dogs; insects; magnets and electricity; the cell; genetics`);
const pupils = list(
  `fourth-graders; high-school students; adults; a pub quiz; beginners; a family evening; my twelve-year-old; a job training; university students; new employees`,
);

const quiz = {
  id: 'quiz',
  items: quizSubjects.map((subject, i) => ({
    topic: subject,
    slots: { subject, pupils: at(pupils, i), n: at(['five', 'three', 'ten', 'four', 'six', 'eight'], i) },
  })),
  wordings: [
    s => `Write ${s.n} quiz questions about ${s.subject} with answers.`,
    s => `Make a multiple choice quiz on ${s.subject} with ${s.n} questions. Mark the right answers.`,
    s => `Create ${s.n} flash cards about ${s.subject}.`,
    s => `${s.n} true or false questions, ${s.subject}`,
    s => `I teach ${s.subject}. Can you write a short test with ${s.n} questions? It is for ${s.pupils}.`,
    s => `Quiz me on ${s.subject}! Ask one question and wait for my answer.`,
    s =>
      `Please write ${s.n} fill-in-the-blank sentences about ${s.subject} for ${s.pupils}, with a key at the end.`,
    s => `Give me ${s.n} hard trivia questions about ${s.subject}.`,
    s => `Prepare a worksheet on ${s.subject}: ${s.n} questions, easy ones first.`,
    s =>
      `Write one question about ${s.subject} with four options (A, B, C, D) and explain why the right one is right.`,
  ],
  otherWordings: [
    s => `Test my knowledge of ${s.subject}, ${s.n} rounds, solutions at the very bottom.`,
    s =>
      `Host a game show: today's category is ${s.subject}. Read out ${s.n} questions and four choices each.`,
    s => `What might an examiner ask about ${s.subject}? List ${s.n} items and model answers.`,
    s => `For ${s.pupils}: front-and-back learning cards, ${s.n} of them, covering ${s.subject}.`,
    s => `Which facts on ${s.subject} should one be able to recall? Turn ${s.n} of them into questions.`,
    s =>
      `Help me revise ${s.subject} by asking things I might get wrong. Start with an easy one, for ${s.pupils}.`,
  ],
};

const lists =
  list(`names for a black cat; names for a fantasy village; names for a rock band; names for a bakery; names for a podcast about cooking; gift ideas for a grandfather; gift ideas for a new neighbour; gift ideas for a teacher; gift ideas for a ten-year-old who loves space; birthday party themes; rainy day activities for children; team building activities; ice breaker questions; topics for small talk; date night ideas; weekend trips by train; things to pack for the beach; things to pack for a hospital stay; things to check before a long drive; healthy snacks for the office; breakfast ideas without bread; vegetarian dinner ideas; picnic foods; cheap meals for students; uses for old jars; uses for stale bread; ways to reuse cardboard boxes; indoor plants that need little light; vegetables for a shady garden; flowers that bees like; trees with edible fruit; dog breeds for a small flat;
  animals that sleep all day; animals that begin with the letter P; words that rhyme with light; synonyms for happy; adjectives to describe a city; verbs for ways of walking; English words borrowed from French; opening lines for a novel; plot ideas for a mystery; blog topics about gardening; science fair projects; essay topics on technology; debate topics for teenagers; research questions about sleep; startup ideas for rural areas; app ideas for elderly people; Python projects for beginners; questions to ask at a job interview; strengths to mention in an interview; skills for a project manager; hobbies that cost nothing; books for a long flight; films about friendship; songs for a road trip; instruments that are easy to learn; sports for people with bad knees; exercises without equipment; stretches for the neck; habits of good students; ways to say thank you; ways to say no politely; excuses for being late; New Year's resolutions; questions for my grandparents about their lives; countries that are islands; famous women in science; inventions of the nineteenth century; jobs with animals; rules for a shared kitchen; reasons to learn a language`);

const ideas = {
  id: 'list',
  items: lists.map((what, i) => ({
    topic: what,
    slots: {
      what,
      n: at(['ten', 'five', 'seven', 'twenty', 'eight', 'fifteen'], i),
      twist: at(
        list(
          'a bit unusual; short; ordered from best to worst; suitable for all ages; explained in one line each; sorted alphabetically; funny; practical',
        ),
        i,
      ),
    },
  })),
  wordings: [
    s => `List ${s.n} ${s.what}.`,
    s => `Give me ${s.n} ${s.what}, ${s.twist}.`,
    s => `${s.n} ${s.what}`,
    s => `Can you suggest some ${s.what}?`,
    s => `I need ${s.what}. Please give me ${s.n}, as a numbered list.`,
    s => `What are some good ${s.what}? They should be ${s.twist}.`,
    s => `Brainstorm ${s.n} ${s.what} for me.`,
    s => `Make a bulleted list of ${s.n} ${s.what}. No explanations.`,
    s => `Hi, I'm looking for ${s.what}. Any ideas? About ${s.n} would be great.`,
    s => `Write down ${s.n} ${s.what} and choose your favourite.`,
  ],
  otherWordings: [
    s => `My mind is blank. Help me come up with ${s.what}, ${s.n} or so.`,
    s => `Fill this page: "${cap(s.what)}: 1. ..., 2. ..., 3. ..." Go on until you reach number ${s.n}.`,
    s => `Which ${s.what} can you think of? ${cap(s.twist)}, please.`,
    s => `Surprise me with ${s.what} nobody else would mention. ${cap(s.n)} will do.`,
    s => `Top ${s.n}: ${s.what}. Go!`,
    s => `We are collecting ${s.what} at work. Contribute ${s.n}, separated by commas.`,
  ],
};

const facts = list(
  `Anna is 34 and lives in Oslo. Ben is 29 and lives in Porto. Chloe is 41 and lives in Lyon.; Mercury takes 88 days to go round the Sun, Venus 225, Earth 365 and Mars 687.; We sold 12 lamps at 30 euros, 7 chairs at 85 euros and 3 tables at 240 euros.; On Monday it was 14 degrees and dry, on Tuesday 11 degrees and wet, on Wednesday 16 degrees and sunny.; The blue team won 5 games and lost 2, the red team won 3 and lost 4, the green team won 6 and lost 1.; Paris has 2.1 million people, Berlin 3.7 million and Madrid 3.3 million.; The 8:05 train goes to Bergen from platform 2, the 8:20 to Voss from platform 5, the 8:45 to Oslo from platform 1.; Apples cost 2.40 a kilo, pears 3.10, plums 4.00 and cherries 9.50.; The pen is black and costs 2 dollars, the notebook is red and costs 5 dollars, the ruler is clear and costs 1 dollar.; Maria teaches maths in room 12, Tom teaches art in room 3, and Eva teaches music in room 7.;
  Flight 201 to Rome leaves at 9:10, flight 318 to Athens at 10:25 and flight 77 to Malta at 11:40.; A cheetah runs 100 km/h, a horse 70, a cat 48 and a person 30.; The oak is 24 metres high, the birch 17, the pine 31 and the apple tree 6.; Room A seats 20 and has a screen, room B seats 8 and has none, room C seats 50 and has two.; In January we used 310 kWh, in February 280, in March 240 and in April 190.; Lena swam 400 metres in 6:12, Noor in 6:40 and Jack in 7:05.; The soup is 6 euros and vegan, the steak is 22 euros, the salad is 9 euros and vegan.; Gold melts at 1064 degrees, silver at 962, copper at 1085 and lead at 327.; Our office has 14 engineers, 6 designers, 5 salespeople and 2 cooks.; The Nile is 6650 km long, the Amazon 6400, the Danube 2850 and the Rhine 1230.;
  Task one is done and took 3 hours, task two is open and needs 5 hours, task three is late and needs 2 hours.; Ida borrowed Dune on 3 May, Paul borrowed Emma on 9 May, and Kim borrowed Ulysses on 12 May.; The first exam is in biology on 4 June, the second in history on 7 June, the third in physics on 11 June.; Order 1001 went to Ms Berg for 45 euros, order 1002 went to Mr Silva for 120 euros and has not been paid.; Iron has the symbol Fe and number 26, oxygen O and 8, neon Ne and 10.; The bakery opens at 6, the bank at 9, the library at 10 and the bar at 17.; A kilo of rice makes 12 servings, a kilo of pasta 10, a kilo of lentils 14.; Everest is 8849 metres high, K2 8611, Kangchenjunga 8586 and Lhotse 8516.; Rex is a brown dog aged 4, Mimi is a white cat aged 9, and Hops is a grey rabbit aged 1.; The red car uses 6.1 litres, the blue one 5.4 and the white van 8.9.;
  English is spoken in Canada, French in Senegal, Portuguese in Angola and Spanish in Chile.; The north field gave 32 tonnes of wheat, the south field 27 and the river field 41.; Ali has 230 points, Bea 190, Carlo 275 and Dana 205.; The course on Monday is yoga with Jo, on Tuesday boxing with Al, on Thursday dance with Mia.; Shop one earned 4100 dollars in May and 3900 in June, shop two earned 2800 in May and 3600 in June.; Milk goes off on 12 March, ham on 9 March, yogurt on 20 March and eggs on 25 March.; The phone has 128 GB and costs 499, the tablet has 256 GB and costs 629, the watch has 32 GB and costs 249.; Brazil won the World Cup in 1958, Italy in 1982, France in 1998 and Spain in 2010.; The violin has 4 strings, the guitar 6, the harp 47 and the banjo 5.; Bus 4 runs every 10 minutes, bus 9 every 15, bus 12 every 30.;
  Jupiter has a diameter of 143000 km, Saturn 120500, Neptune 49500 and Earth 12756.; The plumber charges 60 an hour, the electrician 75 and the painter 45.; Class 5a has 24 pupils and Ms Roth, class 5b has 22 pupils and Mr Lang, class 5c has 26 pupils and Ms Daly.; The tent weighs 2.3 kg, the stove 0.4 kg, the sleeping bag 1.1 kg and the food 3.6 kg.; User kim logged in at 8:01, user lou at 8:15, and user max failed twice at 8:20.; Water boils at 100 degrees at sea level, at 95 at 1500 metres and at 90 at 3000 metres.; The pool costs 5 for adults and 3 for children, the sauna 14 for adults, the gym 8 for everyone.; Frida was born in 1907, Claude in 1840, Vincent in 1853 and Georgia in 1887.; A week of skiing costs 900, a week of sailing 1100 and a week of hiking 450.; Rose answered yes, Hal answered no, Tess did not answer and Ugo answered yes.; Sensor A read 21.5, sensor B read 22.1, sensor C gave an error and sensor D read 20.8.; The drama lasts 128 minutes, the comedy 94 minutes and the documentary 71 minutes.;
  The kitchen is 14 square metres, the bedroom 18, the living room 29 and the bath 6.; Mr Yilmaz wants 2 breads and 5 rolls, Ms Ito wants 1 cake, Mr Cole wants 10 rolls.; Version 1.0 came out in March 2019, version 1.5 in July 2020 and version 2.0 in May 2022.; A cup of coffee has 95 mg of caffeine, black tea 47, green tea 28 and cola 34.; The hotel by the lake has 40 rooms and 4 stars, the one at the station has 85 rooms and 3 stars.; Ten people came by bus, six by car, four on foot and one by boat.; Dot scored 8 in the first round and 9 in the second, Ray scored 7 and 10, Sue scored 9 and 9.; The museum has 210 paintings, 48 sculptures, 1300 coins and 12 clocks.; In spring 34 guests stayed, in summer 120, in autumn 61 and in winter 18.; Pat pays 550 in rent, Jude 610, Noa 480 and Sam 720.`.replace(
    /; (?=the|order 1002|shop two|Ray|Sue)/g,
    ', ',
  ),
);
const formats = list(
  `a Markdown table; CSV; JSON; an HTML table; a JSON array of objects; a YAML list; a plain text table; CSV with a header row; an SQL insert statement; XML`,
);

const data = {
  id: 'data',
  items: facts.map((text, i) => ({
    topic: text,
    slots: { text, format: at(formats, i), other: at(formats, i + 3 + (hash(text) % 3)) },
  })),
  wordings: [
    s => `Turn this into ${s.format}: ${s.text}`,
    s => `${s.text}\n\nConvert this to ${s.format}.`,
    s => `Extract the data from the text as ${s.format}. Text: ${s.text}`,
    s => `${s.text} -> ${s.format}`,
    s => `Can you put the following facts into ${s.format}?\n\n${s.text}`,
    s => `Please write this information as ${s.format} and choose good column or key names.\n\n${s.text}`,
    s => `I need ${s.format} from this note: "${s.text}"`,
    s => `Here are some facts: ${s.text} Give me ${s.format}, without any explanation.`,
    s => `Make ${s.format} and ${s.other} out of this: ${s.text}`,
    s => `Read the text and answer with ${s.format} only.\n\n${s.text}`,
  ],
  otherWordings: [
    s => `Structure, please. Input: ${s.text} Desired output: ${s.format}.`,
    s => `My script expects ${s.format}, but all I have is this sentence: "${s.text}" Help!`,
    s => `"${s.text}"\nTidy that up so that a machine can read it (${s.format}).`,
    s => `How would these details look as ${s.format}?\n${s.text}`,
    s => `Act as a parser that reads English and prints ${s.format}. Your first input is:\n${s.text}`,
    s =>
      `List every number and what it belongs to, formatted as ${s.format}, for the lines below.\n\n${s.text}`,
  ],
};

/** The kinds of request left out of all training. */
export const newKinds = [recipe, poem, dialogue, product, quiz, ideas, data];
