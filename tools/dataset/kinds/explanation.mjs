import { at, cap, hash, list, uncap } from './lists/forms.mjs';

/**
 * Short explanations and questions of fact. Each item carries the question (`ask`, without its mark) and the
 * clause that follows "explain" (`clause`), so that every wording reads well with every item.
 */

const scienceOne =
  list(`photosynthesis; osmosis; gravity; friction; the water cycle; the greenhouse effect; evolution;
  natural selection; DNA; the immune system; a black hole; a supernova; the Milky Way; the Big Bang; dark matter; plate tectonics;
  continental drift; the ozone layer; the carbon cycle; the nitrogen cycle; the speed of light; quantum entanglement; radioactivity;
  nuclear fusion; nuclear fission; static electricity; magnetism; entropy; kinetic energy; the periodic table; an atom; a covalent bond;
  acid rain; the pH scale; a catalyst; fermentation; digestion; the human heart; the nervous system; mitosis; a cell membrane; an enzyme;
  insulin; cholesterol; vitamin D; a virus; antibiotic resistance; herd immunity; the placebo effect; the food chain; an ecosystem;
  biodiversity; symbiosis; pollination; camouflage; hibernation; metamorphosis; bioluminescence; an eclipse; the solar wind; the asteroid belt;
  a comet; a light-year; absolute zero; surface tension; buoyancy; air pressure; the jet stream; El Niño; humidity; soil erosion;
  permafrost; a coral reef; ocean acidification; the Doppler effect; refraction; the electromagnetic spectrum; sound; centrifugal force`);
const scienceMany =
  list(`tides; volcanoes; earthquakes; tsunamis; hurricanes; tornadoes; glaciers; geysers; fossils; clouds; rainbows;
  the northern lights; stem cells; red blood cells; neurons; hormones; chromosomes; bacteria; fungi; proteins; isotopes; neutron stars;
  exoplanets; gravitational waves; the seasons; allergies; dreams; circadian rhythms; reflexes; muscles; bones; wetlands; monsoons;
  mushrooms; mosses; seeds; minerals; crystals`);
const technologyOne =
  list(`a microwave oven; a refrigerator; a battery; a solar panel; a wind turbine; a nuclear power station; a jet engine;
  an electric car; a hybrid engine; a steam engine; a transistor; a computer processor; computer memory; a hard drive; the internet; Wi-Fi; Bluetooth;
  GPS; a web browser; a search engine; encryption; a password manager; a firewall; a VPN; cloud computing; machine learning; a neural network;
  a chatbot; facial recognition; blockchain; a database; an operating system; open-source software; a barcode; a QR code; a touch screen; a digital camera;
  an LED; a laser; a 3D printer; an elevator; a submarine; a helicopter; a hot-air balloon; a sailing boat; a bicycle gear; a drone; a satellite;
  radar; sonar; an X-ray machine; an MRI scanner; a vaccine; a pacemaker; noise cancelling; a loudspeaker; a microphone; a piano; a telescope;
  a microscope; a thermostat; a heat pump; a toilet; a sewing machine; a lock and key; a zipper; a mechanical clock; a fire extinguisher;
  a smoke alarm; a dishwasher; a pressure cooker; an induction hob; a rain gauge; a lighthouse; a canal lock; a suspension bridge; recycling;
  a water treatment plant; desalination; fibre-optic cable; a contactless card`);
const economyOne =
  list(`inflation; deflation; a recession; supply and demand; gross domestic product; compound interest; a mortgage; a credit score; the stock market;
  a bond; a mutual fund; an index fund; a pension; income tax; value-added tax; a budget deficit; national debt; a central bank; an interest rate; an exchange rate;
  a minimum wage; a trade union; a tariff; free trade; globalisation; a monopoly; opportunity cost; a subsidy; insurance; microcredit; crowdfunding;
  a cooperative; outsourcing; a franchise; venture capital; a startup; bankruptcy; a supply chain; a carbon tax; universal basic income; the gig economy;
  the circular economy; advertising; brand loyalty; price discrimination; the tragedy of the commons`);
const history =
  list(`the French Revolution; the American Revolution; the Industrial Revolution; the Russian Revolution; the First World War; the Second World War;
  the Cold War; the Cuban Missile Crisis; the Black Death; the Renaissance; the Reformation; the Enlightenment; the Crusades; the Hundred Years' War; the Great Depression;
  the American Civil War; the civil rights movement; the Space Race; the fall of the Berlin Wall; the fall of the Roman Empire; the Punic Wars; the Spanish Armada;
  the Irish Potato Famine; the California Gold Rush; the Great Fire of London; the Boston Tea Party; the Meiji Restoration; the Partition of India; the Opium Wars;
  the Scramble for Africa; the end of apartheid; the women's suffrage movement; the Protestant Reformation in England; the Haitian Revolution; the Napoleonic Wars; the Mexican Revolution;
  the Dust Bowl; Prohibition in the United States; the Chernobyl disaster; the Marshall Plan; the Suez Crisis; the Green Revolution; the Dutch tulip mania; the Agricultural Revolution`);
const animals =
  list(`elephants; octopuses; honeybees; ants; penguins; bats; owls; dolphins; blue whales; sharks; sea turtles; salmon; seahorses; jellyfish; crabs; spiders;
  butterflies; dragonflies; fireflies; frogs; chameleons; snakes; crocodiles; kangaroos; koalas; giraffes; lions; cheetahs; wolves; foxes; polar bears; pandas; camels; beavers;
  squirrels; hedgehogs; mole rats; parrots; hummingbirds; flamingos; eagles; crows; migrating geese; earthworms; snails; sloths; meerkats; gorillas`);
const people =
  list(`Marie Curie; Isaac Newton; Charles Darwin; Ada Lovelace; Alan Turing; Galileo Galilei; Leonardo da Vinci; Albert Einstein; Nikola Tesla; Rosalind Franklin;
  Louis Pasteur; Florence Nightingale; Nelson Mandela; Mahatma Gandhi; Rosa Parks; Abraham Lincoln; Cleopatra; Julius Caesar; Genghis Khan; Joan of Arc; Queen Elizabeth I; Simón Bolívar;
  Frida Kahlo; Vincent van Gogh; Wolfgang Amadeus Mozart; Ludwig van Beethoven; William Shakespeare; Jane Austen; Mary Shelley; Aristotle; Socrates; Confucius; Hypatia of Alexandria; Ibn Battuta;
  Marco Polo; Ernest Shackleton; Amelia Earhart; Yuri Gagarin; Katherine Johnson; Grace Hopper; Johannes Gutenberg; Archimedes`);
const places =
  list(`Iceland; Japan; Egypt; Brazil; Kenya; Morocco; Vietnam; Peru; Norway; Portugal; Venice; Istanbul; Kyoto; Cape Town; New Orleans; Singapore; the Sahara;
  the Amazon rainforest; the Great Barrier Reef; the Grand Canyon; Mount Everest; the Dead Sea; the Nile; the Mariana Trench; Antarctica; the Galápagos Islands; Machu Picchu; Angkor Wat;
  the Great Wall of China; Stonehenge; Petra; the Taj Mahal; the Colosseum; the Panama Canal; the Silk Road; Yellowstone; Lake Baikal; Madagascar`);
const phrases =
  list(`break the ice; bite the bullet; spill the beans; a blessing in disguise; the tip of the iceberg; once in a blue moon; burn the midnight oil; beat around the bush; hit the nail on the head;
  let the cat out of the bag; a red herring; the elephant in the room; under the weather; cost an arm and a leg; kill two birds with one stone; sit on the fence; the last straw; a wild goose chase;
  turn a blind eye; steal someone's thunder; the whole nine yards; a piece of cake; jump on the bandwagon; devil's advocate; back to square one; cut corners; the ball is in your court; crocodile tears;
  Pandora's box; an Achilles heel`);
const pairs =
  list(`weather,climate; a virus,a bacterium; mass,weight; speed,velocity; a star,a planet; a meteor,an asteroid; a cell,an atom; plant cells,animal cells; arteries,veins; frogs,toads;
  alligators,crocodiles; moths,butterflies; dolphins,porpoises; fruits,vegetables; a democracy,a republic; capitalism,socialism; a simile,a metaphor; irony,sarcasm; a debit card,a credit card;
  stocks,bonds; gross pay,net pay; a tax credit,a tax deduction; renting,leasing; HTTP,HTTPS; RAM,storage; a compiler,an interpreter; Java,JavaScript; SQL,NoSQL databases; a list,a tuple in Python; TCP,UDP;
  a router,a modem; LCD,OLED screens; AC,DC electricity; a diesel engine,a petrol engine; conduction,convection; ionic bonds,covalent bonds; endothermic,exothermic reactions; an element,a compound;
  a physical change,a chemical change; heat,temperature; potential energy,kinetic energy; fission,fusion; a solar eclipse,a lunar eclipse; stalactites,stalagmites; magma,lava; a cyclone,a hurricane; a hill,a mountain;
  England,Great Britain; a state,a nation; a civil law system,a common law system; a jury,a judge; a novel,a novella; a sonnet,a haiku; baroque music,classical music; jazz,blues; an opera,a musical; affect,effect; who,whom; fewer,less;
  a colon,a semicolon; active voice,passive voice; baking soda,baking powder; butter,margarine; espresso,filter coffee; green tea,black tea; jam,marmalade; broth,stock; a psychologist,a psychiatrist; type 1,type 2 diabetes;
  empathy,sympathy; correlation,causation; mean,median; accuracy,precision; a hypothesis,a theory; deduction,induction; marathon training,sprint training; yoga,Pilates; cricket,baseball; a university,a college; a lawyer,a notary`);
const whyBe =
  list(`is,the sky,blue; are,sunsets,red; is,the sea,salty; are,leaves,green; is,ice,slippery; is,snow,white; are,deserts,cold at night; is,Pluto,no longer called a planet; is,Venus,hotter than Mercury;
  are,bubbles,round; is,gold,so valuable; are,bees,important for farming; is,sleep,so important; are,yawns,contagious; is,bread,full of holes; are,manhole covers,round; are,barns,often painted red; are,wedding rings,worn on the left hand;
  is,English spelling,so irregular; is,Latin,still taught in schools; are,some people,left-handed; are,cats,afraid of water; are,flamingos,pink; are,eggs,oval; is,honey,so slow to spoil; are,onions,a reason to cry; is,diesel,dearer than petrol in some places;
  is,the Leaning Tower of Pisa,leaning; are,planes,usually white; is,the day,24 hours long; are,there,leap years`);
const whyDo =
  list(`cats,purr; dogs,wag their tails; birds,fly south in winter; birds,sing at dawn; leaves,change colour in autumn; onions,make us cry; we,dream; we,get hiccups; we,yawn; we,blush; people,get goosebumps; fingers,wrinkle in water;
  mosquito bites,itch; stars,twinkle; ships,float; planes,stay in the air; cut apples,turn brown; iron nails,rust; some metals,conduct electricity; magnets,attract iron; prices,rise over time; companies,pay dividends; countries,have different currencies; governments,collect taxes;
  shops,hold sales; languages,change; languages,borrow words from each other; clocks,go forward in spring; people,forget things; songs,get stuck in our heads; spicy foods,feel hot; cookies,go soft; babies,sleep so much; zebras,have stripes; giraffes,have long necks; whales,breach;
  salmon,swim upstream; cacti,have spines; roses,have thorns; tennis balls,have fuzz; golf balls,have dimples; phone batteries,wear out; computers,use binary; web pages,use cookies; bridges,have expansion joints; roads,freeze later than bridges`);
const howDo =
  list(`volcanoes,erupt; rivers,form valleys; caves,form; islands,form; stars,form; diamonds,form; pearls,form; clouds,make rain; plants,drink water; trees,survive the winter; fish,breathe under water; birds,find their way; bats,hunt in the dark; bees,make honey; spiders,make webs;
  vaccines,protect us; eyes,see colour; ears,keep our balance; the lungs,take in oxygen; kidneys,clean the blood; wounds,heal; memories,form; children,learn to speak; scientists,measure the age of rocks; astronomers,measure distances to stars; archaeologists,date old objects;
  historians,know about ancient Rome; maps,show a round Earth on flat paper; elections,work; courts,decide a case; bills,become laws; banks,make money; credit cards,make money for banks; airlines,set ticket prices; supermarkets,decide where to put products; weather forecasters,predict rain;
  computers,store pictures; search engines,rank pages; spam filters,recognise junk mail; phones,know which way is up; self-driving cars,see the road; music apps,recommend songs; touch screens,feel a finger; rockets,work in empty space; astronauts,sleep in space; submarines,sink and rise;
  soap bubbles,stay together; detergents,remove grease; bread doughs,rise; cheese makers,turn milk into cheese; chocolate makers,turn cocoa beans into chocolate; glass makers,turn sand into glass; paper mills,make paper from wood; dictionaries,add new words; copyrights,protect authors`);

const one = entries => entries.map(name => ({ name, plural: false }));
const many = entries => entries.map(name => ({ name, plural: true }));
const does = thing => (thing.plural ? 'do' : 'does');
const be = thing => (thing.plural ? 'are' : 'is');
const s = thing => (thing.plural ? '' : 's');
const part = (topic, ask, clause) => ({ topic, ask, clause });

const what = t => part(t.name, `what ${be(t)} ${t.name}`, `what ${t.name} ${be(t)}`);
const works = t => part(t.name, `how ${does(t)} ${t.name} work`, `how ${t.name} work${s(t)}`);
const matters = t => part(t.name, `why ${does(t)} ${t.name} matter`, `why ${t.name} matter${s(t)}`);
const studied = t => part(t.name, `how do scientists study ${t.name}`, `how scientists study ${t.name}`);
const uses = t => part(t.name, `what ${be(t)} ${t.name} used for`, `what ${t.name} ${be(t)} used for`);
const sides = t =>
  part(
    t.name,
    `what are the main advantages and drawbacks of ${t.name}`,
    `the main advantages and drawbacks of ${t.name}`,
  );
const touches = t =>
  part(
    t.name,
    `how ${does(t)} ${t.name} affect ordinary people`,
    `how ${t.name} affect${s(t)} ordinary people`,
  );

const parts = [
  ...[...one(scienceOne), ...many(scienceMany)].flatMap(t => [what(t), matters(t), studied(t)]),
  ...one(technologyOne).flatMap(t => [works(t), uses(t), sides(t)]),
  ...one(economyOne).flatMap(t => [what(t), touches(t), sides(t)]),
  ...history.flatMap(t => [
    part(t, `what caused ${t}`, `what caused ${t}`),
    part(t, `how did ${t} change history`, `how ${t} changed history`),
  ]),
  ...animals.flatMap(t => [
    part(t, `how do ${t} live and what do they eat`, `how ${t} live and what they eat`),
    part(t, `what makes ${t} special`, `what makes ${t} special`),
  ]),
  ...people.flatMap(t => [
    part(t, `who was ${t}`, `who ${t} was`),
    part(t, `what is ${t} best known for`, `what ${t} is best known for`),
  ]),
  ...places.flatMap(t => [part(t, `what is ${t} famous for`, `what ${t} is famous for`)]),
  ...phrases.flatMap(t => [
    part(t, `what does the phrase "${t}" mean`, `what the phrase "${t}" means`),
    part(t, `when would you use the phrase "${t}"`, `when you would use the phrase "${t}"`),
  ]),
  ...pairs.map(line => {
    const [a, b] = line.split(',');
    return part(line, `what is the difference between ${a} and ${b}`, `the difference between ${a} and ${b}`);
  }),
  ...whyBe
    .map(line => line.split(','))
    .map(([verb, who, rest]) =>
      part(`why ${who}`, `why ${verb} ${who} ${rest}`, `why ${who} ${verb} ${rest}`),
    ),
  ...whyDo
    .map(line => line.split(','))
    .map(([who, rest]) => part(`why ${who} ${rest}`, `why do ${who} ${rest}`, `why ${who} ${rest}`)),
  ...howDo
    .map(line => line.split(','))
    .map(([who, rest]) => part(`how ${who} ${rest}`, `how do ${who} ${rest}`, `how ${who} ${rest}`)),
];

/** Constraints that can follow "Explain X" and "Answer". */
const styles =
  list(`in two sentences; in simple terms; for a ten-year-old; with an example; briefly; for a complete beginner; in one short paragraph;
  using an everyday comparison; as if I were five; in fewer than 80 words; step by step; in three bullet points; in plain English; in three sentences;
  without technical words; for a high-school student; in one sentence; in about 100 words`);

export const explanation = {
  id: 'explanation',
  items: parts.map(({ topic, ask, clause }) => ({
    topic,
    slots: { ask, clause, style: at(styles, hash(clause)) },
  })),
  wordings: [
    s => `${cap(s.ask)}?`,
    s => `Explain ${s.clause} ${s.style}.`,
    s => `Can you explain ${s.clause}?`,
    s => s.ask,
    s => `I am studying for a test. ${cap(s.ask)}? Please answer ${s.style}.`,
    s => `Please explain ${s.clause} ${s.style}.`,
    s => `${cap(s.ask)}? Give me three key facts.`,
    s => `My daughter asked me today: "${cap(s.ask)}?" What should I tell her?`,
    s => `Help me understand ${s.clause}. Give an example if you can.`,
    s => `Write a short paragraph explaining ${s.clause}.`,
    s => `tell me ${s.clause}`,
    s => `${cap(s.ask)}? Keep it short.`,
    s => `Imagine you are a teacher. Explain ${s.clause} to your class.`,
    s => `I never really understood ${s.clause}. Could you explain it ${s.style}?`,
    s => `Hi! I was wondering, ${uncap(s.ask)}?`,
    s => `Answer ${s.style}: ${uncap(s.ask)}?`,
    s => `${cap(s.ask)}? Also mention one common misunderstanding about it.`,
  ],
  otherWordings: [
    s => `Break down ${s.clause} for me, the way a patient tutor would.`,
    s => `Quick question for you - ${s.ask}? A few lines will do.`,
    s => `Teach me ${s.clause}. Assume that I know nothing yet.`,
    s => `ELI5: ${s.ask}`,
    s => `I'd love a friendly walk-through of ${s.clause}, starting from the basics.`,
    s => `People keep arguing about this at dinner, so settle it for us: ${s.ask}?`,
    s => `For my study notes, sum up ${s.clause} and finish with the one thing worth remembering.`,
    s => `I have to talk about ${s.clause} tomorrow morning. What are the main points?`,
  ],
};
