import { an, at, cap, hash, list } from './lists/forms.mjs';

/** Fiction: a hero (the topic), a place, a trouble, a genre, a twist; each hero meets ten different mixes. */

/** name | who: a hundred and some heroes */
const heroes =
  list(`Mina|a lighthouse keeper; Tomas|a retired clockmaker; Ayo|a young fisherman; Greta|a stubborn goat herder; Felix|a shy baker; Pip|a small grey mouse; Bruno|a clumsy dragon; Zara|a space pilot; Otto|an old tram driver; Lily|a girl who talks to birds; Hugo|a boy with a wooden leg; Nadia|a mapmaker; Sam|a detective who hates coffee;
  Ines|a violin teacher; Kofi|a football goalkeeper; Marta|a night nurse; Rolf|a lonely giant; Tilly|a tiny witch; Boris|a bear who cannot sleep; Juno|a robot gardener; Unit Seven|a forgotten cleaning robot; Elias|a ship's cook; Wren|a travelling storyteller; Amara|a young queen; Dario|a circus acrobat; Flora|a botanist; Jonas|a train conductor; Priya|a computer science student;
  Captain Rook|a pirate afraid of water; Sir Oswin|a knight without a horse; Luna|a white owl; Rusty|a fox with one ear; Hazel|a squirrel who forgot her nuts; Bertie|a penguin who wants to fly; Coco|a parrot that tells lies; Biscuit|a puppy from the shelter; Shadow|a black cat; Nelly|an elephant in a travelling zoo; Kito|a young lion; Sheldon|a tortoise aged two hundred; Dot|a ladybird without spots;
  Anton|a piano tuner; Beatrix|an inventor; Caleb|a coal miner; Dora|a postwoman; Emil|a beekeeper; Fatima|an archaeologist; Gus|a taxi driver; Hana|a tea merchant; Ivan|a chess champion; Jade|a rock climber; Karl|a librarian; Leila|a glass blower; Milo|a paper boy; Nora|a forest ranger; Oscar|a puppet maker; Petra|a deep-sea diver; Quentin|a nervous magician; Rosa|a grandmother with a secret; Silas|a gravedigger;
  Theo|a lost tourist; Uma|a weather scientist; Viktor|a retired spy; Willa|a ghost who likes music; Xavier|a museum guard; Yara|a desert guide; Zeno|a philosopher in debt; Agnes|a village doctor; Benji|a boy who collects stones; Clara|a ballet dancer; Diego|a street painter; Edda|a Viking's daughter; Finn|a skateboarder; Gloria|an opera singer; Henrik|a snowplough driver; Isla|a mermaid who loves libraries;
  Jasper|a scarecrow; Kira|a hacker; Leo|a substitute teacher; Maeve|a harp player; Nico|a pizza cook; Olga|a chimney sweep; Pablo|a sheepdog trainer; Queenie|a hen with big plans; Rami|a kite maker; Sofia|a young astronomer; Tariq|a bridge builder; Ursula|a cheese maker; Vera|a seamstress; Walter|a snowman; Yuki|a calligrapher; Zoe|a time traveller; Alma|a twin who lost her sister; Bo|a boy who never speaks; Cyrus|a camel trader;
  Della|a bus driver; Ezra|a baker's apprentice; Frieda|a cow who wants to see the sea; Gideon|a lawyer for ghosts; Hattie|a hat maker; Igor|a monster's assistant; Joy|a girl on her first day at school; Kai|a surfer; Lotte|a doll with a crack; Max|a boy with a new telescope; Nyla|a marathon runner; Odd|a troll under a bridge; Pearl|a jeweller; Ravi|a spice seller; Stella|a fallen star; Tobias|a soldier on his way home; Vivi|a vampire who faints at blood; Wim|a windmill keeper`);
const places =
  list(`in a village at the edge of a glacier; on a ship stuck in the ice; in a city where it never stops raining; at a railway station at midnight; in an empty shopping centre; on a small island with one tree; in an old library; on the Moon; on a farm in the mountains; in a haunted hotel; in a market full of lanterns; at the bottom of a well; in a forest that moves; in a lighthouse in a storm; in a tiny bakery; at a school for inventors;
  in a desert town without water; on a night bus; in a castle made of salt; in an attic full of clocks; aboard a space station; in a flooded town; in a museum after closing time; on a raft in a wide river; in a garden behind a locked gate; in a snowed-in cabin; at a fair by the sea; in a kingdom without colours; in a hospital at night; under a bridge in the city; in a theatre that is about to close; in a valley of giants; on a mountain pass; in a submarine; in a small flat above a music shop; in a village where nobody sleeps; at the end of the world; in a hidden cave`);
const troubles =
  list(`finds a letter addressed to somebody else; loses the only key; hears a strange song every night; has to keep a promise made long ago; finds a door that wasn't there yesterday; gets one wish and wastes it; meets an old enemy; must deliver a parcel before dawn; wakes up without a shadow; is accused of a theft; discovers a map in a loaf of bread; has to choose between two friends; cannot find the way home; inherits a broken machine; makes a bet with a stranger;
  finds an egg that hums; tells a lie that comes true; has to win a race; saves somebody and tells nobody; is mistaken for a hero; finds a message from the future; must hide a secret guest; breaks something precious; has to share the last piece of bread; gets a phone call from a dead number; learns that the river is drying up; has one day to learn to dance; finds out that time has stopped; has to ask for help for the first time; befriends a thief; stumbles on a forgotten treasure; loses a voice; must cook a meal for a king`);
const genres = list(
  `fantasy; science fiction; mystery; horror; adventure; comedy; romance; fairy tale; western; historical; detective; ghost; fable; coming-of-age; magical realist; thriller; heart-warming; sad; children's; dystopian`,
);
const twists = list(
  `the villain turns out to be a friend; it was all a test; the treasure is worthless but the journey was not; the helper was a ghost; nobody is who they seem; the smallest one saves everyone; the answer was at home all along; the storyteller is the thief; a mistake solves everything; the ending is left open; the enemy needs help too; the moon answers; everything starts again; a child sees the truth first; the letter was never sent; they laugh about it in the end; the price is a memory`,
);
const lessons = list(
  `honesty; patience; sharing; courage; being different; listening; friendship; not judging by appearances; asking for help; never giving up; kindness to strangers; looking after nature; the danger of greed; gratitude; forgiving; curiosity`,
);
const lengths = list(
  `100 words; 150 words; 200 words; three paragraphs; ten sentences; two paragraphs; 120 words; six sentences; 250 words; five sentences`,
);
const voices = list(
  `in the first person; in the present tense; as a diary entry; as a letter; with a lot of dialogue; in the style of an old legend; with short sentences; with a narrator who cannot be trusted; as a news report; in the second person`,
);
const friends = list(
  `a talking suitcase; a twin brother; an old dog; a runaway princess; a boy with a lantern; a grumpy neighbour; a crow; a retired general; a girl from the future; a blind musician; a polite burglar; a stray kitten; a travelling doctor; a whale; a broken robot; a bored ghost; a kind teacher; a rival`,
);

export const story = {
  id: 'story',
  items: heroes.flatMap((line, h) => {
    const [name, who] = line.split('|');
    return Array.from({ length: 10 }, (_, k) => {
      const i = hash(line) + k * 37;
      return {
        topic: line,
        slots: {
          name,
          who,
          place: at(places, h * 7 + k * 11),
          trouble: at(troubles, h * 5 + k * 10),
          genre: at(genres, h * 3 + k * 7),
          twist: at(twists, i),
          lesson: at(lessons, h + k * 3),
          length: at(lengths, h * 3 + k),
          voice: at(voices, i + k),
          friend: at(friends, h + k * 5),
        },
      };
    });
  }),
  wordings: [
    s => `Write a short story about ${s.who} who ${s.trouble} ${s.place}.`,
    s =>
      `Tell me a bedtime story about ${s.name}, ${s.who}, ${s.place}. It should teach something about ${s.lesson}.`,
    s => `Write the opening paragraph of ${an(s.genre)} story about ${s.who}. It is set ${s.place}.`,
    s =>
      `Write ${an(s.genre)} story of about ${s.length}. Main character: ${s.name}, ${s.who}. Twist: ${s.twist}.`,
    s => `${s.genre} story, ${s.who}, ${s.place}`,
    s =>
      `Continue this story: "${s.name} was ${s.who}. One evening ${s.place}, something happened that nobody could explain."`,
    s => `Write the ending of a story in which ${s.name}, ${s.who}, ${s.trouble}. In the end, ${s.twist}.`,
    s => `Write a fable about ${s.who} and ${s.friend}. The moral should be about ${s.lesson}.`,
    s => `Can you write a story ${s.voice} about ${s.who} who ${s.trouble}?`,
    s =>
      `I need a story for my kids (about ${s.length}): ${s.name}, ${s.who}, and ${s.friend} are ${s.place}. Make it funny!`,
    s => `Write a scene where ${s.name}, ${s.who}, meets ${s.friend} ${s.place}. Use dialogue.`,
    s =>
      `Please write ${an(s.genre)} story for my class. The hero is ${s.who}, the setting is ${s.place}, and it should be about ${s.lesson}.`,
    s => `Once upon a time there was ${s.who} called ${s.name}. Finish the story in ${s.length}.`,
    s => `Give me three ideas for ${an(s.genre)} story about ${s.who} who ${s.trouble}.`,
    s =>
      `Describe ${s.name}, ${s.who}, as a character for a novel that takes place ${s.place}. What does the character want and fear?`,
    s => `Make up a story in which ${s.who} ${s.trouble}, and ${s.friend} helps. End happily.`,
  ],
  otherWordings: [
    s =>
      `I'm in the mood for something ${s.genre === 'comedy' ? 'light' : 'gripping'}. Invent a tale: ${s.who} called ${s.name}, ${s.place}, and trouble ahead.`,
    s =>
      `My creative writing homework: ${s.name} (${s.who}) ${s.trouble}. Do ${s.length}, ${s.voice}, please.`,
    s =>
      `Let's make something up together. You begin: ${s.name}, ${s.who}, ${s.trouble}. Stop at the most exciting moment.`,
    s =>
      `Here are my ingredients, surprise me: ${s.who}; ${s.friend}; ${s.lesson}; ${s.genre}. Use all of them in one little tale.`,
    s =>
      `Read me something before I fall asleep. ${cap(s.who)} and ${s.friend} ought to be in it, somewhere ${s.place}.`,
    s =>
      `Plot outline wanted: beginning, middle and end for ${an(s.genre)} novel where ${s.name}, ${s.who}, ${s.trouble}.`,
    s =>
      `Rainy afternoon here. Entertain us with a yarn set ${s.place} in which ${s.name} (${s.who}) learns about ${s.lesson}.`,
  ],
};
