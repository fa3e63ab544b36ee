import { at, byForm, hash, list } from './lists/forms.mjs';

/**
 * Translation into five languages, and the meaning of single words and phrases. The topic is the English text,
 * so the same sentence never turns up in both splits in another language.
 */

const languages = list(`Spanish; French; German; Italian; Portuguese`);

const sentences =
  list(`The train to the coast leaves at half past six; Could you tell me where the nearest pharmacy is?; We have been waiting for a table for forty minutes; My sister is learning to drive this summer; The soup is too salty, but the bread is delicious; I lost my passport somewhere between the hotel and the airport; She has worked in the same bakery since she was sixteen; If it rains tomorrow, we will visit the museum;
  The children are playing in the garden with the dog; He always drinks two cups of coffee before work; Please send me the signed contract by Friday; There is no hot water in my room; I would like to book a double room for three nights; How much does it cost to send this parcel to Canada?; The meeting has been moved to Thursday afternoon; My phone battery is almost empty; Can I pay by card, or do you only take cash?; They bought an old house near the lake and are repairing it themselves;
  I am allergic to nuts and shellfish; The doctor told him to rest for a week; We missed the last bus and had to walk home; Her grandmother tells wonderful stories about the war; Do you have these shoes in a smaller size?; The shop on the corner sells fresh fish on Tuesdays; I forgot to water the plants while you were away; The view from the top of the tower is worth every step; Excuse me, is this seat taken?; It was so cold that the river froze overnight;
  The new teacher explains everything very patiently; My neighbours are having a party on Saturday night; We should save more water and energy; The mechanic says that the car needs new brakes; I have never seen so many stars in the sky; The company opened a second factory last year; You need a ticket before you get on the tram; Turn left at the traffic lights and then go straight ahead; He apologised for arriving late to the wedding; Our flight was cancelled because of the storm;
  She wants to study medicine in another country; The cat is sleeping on the warm windowsill; Could we have the bill, please?; The library is closed on public holidays; They have known each other since childhood; I think that you have given me the wrong change; Every evening my father reads the newspaper by the window; The recipe needs four eggs and a little flour; The bridge was built more than two hundred years ago; I prefer to travel by train because I can read;
  Someone has left a red umbrella in the waiting room; The exhibition shows paintings by young artists; We are looking for a flat with a balcony and two bedrooms; My brother broke his arm while climbing a tree; Do not forget to lock the door when you leave; The price of vegetables has gone up again; I have an appointment with the dentist at nine; The software update will start at midnight; What time does breakfast end on Sundays?; There is a small mistake on the second page;
  The wind blew the hat off his head; She speaks three languages and understands a fourth; We spent our holidays in a village without internet; The police officer was very friendly and helped us; Can you recommend a restaurant with vegetarian dishes?; The lake is too cold for swimming in April; He forgot his keys and had to climb through the window; I have been learning this language for six months; The customer would like a refund; Nobody knows who painted the picture in the hall;
  You can see the mountains when the sky is clear; The baby finally fell asleep at four in the morning; The museum offers free entry to students; My boss has agreed to let me work from home; We need two more chairs for the guests; The bookshop will order the book for you; It takes about twenty minutes to get there on foot; The old man feeds the pigeons every morning; I am calling about the flat in your advertisement; They were surprised by the result of the election;
  She put the letter in the drawer and never opened it; Is there a bus that goes to the beach?; The carpet is the same colour as the curtains; This medicine should be taken after meals; I would rather stay at home tonight; The students organised a concert to collect money; Please speak a little more slowly; The waiter brought us the wrong dishes; My suitcase is heavier than yours; We have a reservation under the name of Martin; The bicycle was stolen in front of the station; He promised to call me as soon as he arrived;
  The festival takes place in the last week of July; I can't find my glasses anywhere; The roof has to be repaired before winter; There were fewer tourists than last year; She was born in a small town in the north; The farmer sells apples and honey at the market; We could meet in front of the cinema at seven; The printer is out of paper; He is the best cook in the family; I have a headache and would like to lie down; The road is closed because of an accident; It's a pity that you can't come to the party;
  The team won the match in the last minute; Have you ever eaten snails?; My daughter wants to become an astronaut; The lift is out of order, so please use the stairs; I will think about it and let you know on Monday; The story begins on an island in the middle of the ocean; Thank you for your quick reply; They sell handmade cheese and fresh milk; We are proud of what you have achieved; The museum guide knew the answer to every question; I don't understand the last question of the exam; The lamp in the hallway keeps flickering;
  She paid for the tickets and he bought the popcorn; In autumn the forest turns red and gold; The parcel should arrive within three days; I need a new password for my account; Our neighbours grow tomatoes on their roof; He has been afraid of dogs since he was a child; We ran out of milk this morning; The sea was calm and the sun was rising; Could you help me carry this box upstairs?; The judge asked the witness to repeat the answer; The concert was sold out within an hour; Take off your shoes before you enter the house;
  Learning a language requires patience and practice; The hotel is near the station but surprisingly quiet; I grew up in a house full of books and music; The engine makes a strange noise when it is cold; You should try the chocolate cake, it is excellent; The scientist received a prize for her research; My uncle repairs watches in a tiny shop; After dinner we went for a walk along the river; The app does not work on older phones; They decided to get married in the spring`);
const doubles =
  list(`Hello, my name is Laura. I am from Ireland and I am here for two weeks; I am sorry to disturb you. Is there a doctor in the building?; The weather was terrible. Still, we had a wonderful time; He opened the letter slowly. It was from his first teacher; We close in ten minutes. Please go to the checkout; Your order has been shipped. You can follow it online; I love this song. It reminds me of my last summer at school; The kitchen is on the left. The bathroom is upstairs;
  My grandfather was a sailor. He had been to every ocean; Dear guests, the pool is being cleaned. It will open again at noon; The dog is old. It sleeps most of the day; I would like to change some money. What is the exchange rate today?; Happy birthday! I hope that all your wishes come true; The film was too long. The music, however, was beautiful; We have two tickets for tonight. Would you like to come along?; Good morning. I have a question about my bill; She looked at the map again. The village was not on it; The market opens at eight. Come early if you want fresh bread; My train is late. I will be there around nine; Be careful with that vase. It belonged to my mother`);
const words = list(
  `homesick; thunderstorm; to look forward to something; the day after tomorrow; a bargain; Cheers!; Bless you!; to fall in love; butterfly; breakfast; Get well soon; neighbour; to be in a hurry; spoon; grandchildren; good luck; I miss you; forever; courage; sunrise; never mind; It's up to you; a sense of humour; to take a nap; traffic jam; strawberry; How are you?; See you later; You are welcome; freedom; to be right; window; library; towel; happy new year; to procrastinate; lighthouse; owl; to get lost; Enjoy your meal; shoelace; to give up; rainbow; best wishes; mother-in-law; on the other hand; to save time; hedgehog; thirsty; goodbye; darling; invoice; sleeping bag; a piece of advice; weekend; screwdriver; ladder; to whisper; proud; snowman`,
);
const situations = list(
  `for a text message; for a school exercise; for a sign in our shop; for a letter; for a trip next month; for a video subtitle; for a friend; for an e-mail at work; for my language class; for a menu`,
);
const styles = list(`formal; informal; polite; everyday; simple; natural`);

const sentenceItems = [...sentences, ...doubles].flatMap(raw => {
  const text = /[.?!]$/.test(raw) ? raw : `${raw}.`;
  return [0, 1, 2, 3, 4].map(k => ({
    topic: raw,
    slots: {
      form: 'sentence',
      text,
      to: languages[k],
      other: at(languages, k + 1 + (hash(raw) % 4)),
      situation: at(situations, hash(raw) + k * 3),
      style: at(styles, hash(raw) + k),
    },
  }));
});
const wordItems = words.flatMap(text =>
  [0, 1, 2, 3, 4].map(k => ({
    topic: text,
    slots: {
      form: 'word',
      text,
      to: languages[k],
      other: at(languages, k + 1 + (hash(text) % 4)),
      situation: at(situations, hash(text) + k * 3),
      style: at(styles, hash(text) + k),
    },
  })),
);

export const translation = {
  id: 'translation',
  items: [...sentenceItems, ...wordItems],
  wordings: byForm({
    sentence: [
      s => `Translate into ${s.to}: ${s.text}`,
      s => `Translate the following text to ${s.to}.\n\n${s.text}`,
      s => `How do you say "${s.text}" in ${s.to}?`,
      s => `${s.text}\n\nTranslate this into ${s.to}, please.`,
      s => `english to ${s.to.toLowerCase()}: ${s.text}`,
      s => `I need this in ${s.to} ${s.situation}: "${s.text}"`,
      s => `Please translate into ${s.to} and then explain each word: ${s.text}`,
      s => `Can you translate this into ${s.to} and ${s.other}? "${s.text}"`,
      s =>
        `Give me ${/^[aeiou]/.test(s.style) ? 'an' : 'a'} ${s.style} ${s.to} translation of this: "${s.text}"`,
      s => `You are a translator. Translate the user's text from English into ${s.to}. Text: ${s.text}`,
      s => `What is the ${s.to} translation of "${s.text}"? Only write the translation.`,
      s => `Write in ${s.to}: ${s.text}`,
    ],
    word: [
      s => `Translate into ${s.to}: ${s.text}`,
      s => `Translate "${s.text}" to ${s.to} and use it in a sentence.`,
      s => `How do you say "${s.text}" in ${s.to}?`,
      s => `"${s.text}" - what is this in ${s.to}, and how is it pronounced?`,
      s => `english to ${s.to.toLowerCase()}: ${s.text}`,
      s => `I need "${s.text}" in ${s.to} ${s.situation}. What can I write?`,
      s => `Please translate "${s.text}" into ${s.to} and give three example sentences.`,
      s => `Can you translate "${s.text}" into ${s.to} and ${s.other}?`,
      s => `What is the most ${s.style} way to say "${s.text}" in ${s.to}?`,
      s => `You are a dictionary. Give the ${s.to} entry for "${s.text}" with an example.`,
      s => `What is the ${s.to} translation of "${s.text}"? Only write the translation.`,
      s => `What does "${s.text}" mean, and what would a speaker of ${s.to} say instead?`,
    ],
  }),
  otherWordings: byForm({
    sentence: [
      s => `My friend only speaks ${s.to}. Put this into words she will understand: "${s.text}"`,
      s => `${s.to} version, please ->\n${s.text}`,
      s => `"${s.text}" Imagine that you grew up speaking ${s.to}; how would you phrase that?`,
      s =>
        `Working on ${s.situation.replace(/^for /, '')} and stuck on one line. Render it in ${s.to}: ${s.text}`,
      s => `Source language: English. Target language: ${s.to}. Register: ${s.style}. Source: ${s.text}`,
      s => `Would you mind turning the words between the stars into ${s.to}? *** ${s.text} ***`,
    ],
    word: [
      s => `My friend only speaks ${s.to}. Which expression would she use for "${s.text}"?`,
      s => `${s.to} word or phrase, please -> ${s.text}`,
      s => `"${s.text}" Imagine that you grew up speaking ${s.to}; what would you call or say that?`,
      s =>
        `Working on ${s.situation.replace(/^for /, '')} and stuck: which ${s.to} expression matches "${s.text}"?`,
      s => `Source language: English. Target language: ${s.to}. Register: ${s.style}. Entry: ${s.text}`,
      s => `Vocabulary card: front "${s.text}", back in ${s.to}. Fill in the back, with a memory aid.`,
    ],
  }),
};
