import { lines } from '../compose.mjs';

/**
 * Word problems: "setup | question | the same question in other words". {a:2-9} draws a whole number, {a:10-90/10}
 * one in steps of ten, {a} repeats it, {=a*b} computes; {N}, {M} are names, {he}, {his} go with {N}.
 */
export const stories = lines(`
  {N} has {a:3-9} bags with {b:6-24} marbles each. | How many marbles does {he} have in total? | What is the total number of marbles?
  A baker makes {a:24-96/12} rolls and packs them into bags of {b:4-8/2}. | How many full bags are there? | Into how many bags do the rolls go?
  {N} buys {a:2-8} notebooks for \${b:2-6} each and a pen for \${c:1-5}. | How much does {he} pay? | What does it all cost?
  A train travels at {a:60-140/10} km/h for {b:2-7} hours. | How far does it go? | What distance has it covered?
  A car drives {a:120-480/30} km in {b:2-5} hours. | What is its average speed? | How fast was it on average?
  {N} reads {a:12-45} pages a day. A book has {b:180-540/15} pages. | How many days does {he} need to finish it? | When is the book finished?
  A shirt costs \${a:20-80/5} and is reduced by {b:10-50/5}%. | What is the new price? | How much do you pay after the discount?
  A restaurant bill is \${a:24-120/4} and {N} leaves a {b:10-20/5}% tip. | How much is paid altogether? | What is the total with the tip?
  {N} is {a:4-12} years older than {M}. Together they are {b:30-60/2} years old. | How old is {N}? | What are their ages?
  {N} earns \${a:11-25} an hour and works {b:20-40/5} hours a week. | How much does {he} earn in {c:3-8} weeks? | What are the earnings after {c} weeks?
  A tank holds {a:200-900/50} litres and a pump fills {b:10-50/5} litres a minute. | How long does it take to fill the tank? | After how many minutes is it full?
  A tank of {a:100-400/20} litres leaks {b:2-5} litres an hour. | How much is left after {c:4-20} hours? | What remains after {c} hours?
  A garden is {a:8-30} m long and {b:4-7} m wide. | What are its area and perimeter? | How large is it, and how long is a fence around it?
  {N} tiles a floor of {a:3-8} m by {b:2-6} m with square tiles of 50 cm. | How many tiles does {he} need? | What number of tiles covers the floor?
  A class has {a:18-32} pupils and {b:3-15} of them wear glasses. | What percentage wears glasses? | Which share of the class is that in percent?
  In a class of {a:20-34/2} students, half play football and {b:3-8} play tennis. | How many play neither if nobody plays both? | What number is left without a sport?
  A box contains {a:3-9} red, {b:2-8} blue and {c:2-7} green balls. One ball is drawn. | What is the probability that it is blue? | How likely is a blue ball?
  A box contains {a:4-9} red and {b:3-8} white balls. Two are drawn without putting them back. | What is the probability that both are red? | How likely are two red ones?
  Two dice are rolled. | What is the probability that the sum is {a:4-10}? | How likely is a total of {a}?
  A coin is tossed {a:3-7} times. | What is the chance of getting exactly {b:1-3} heads? | With what probability does it show heads {b} times?
  A card is drawn from a deck of 52, and the experiment is repeated {a:100-900/50} times. | How many hearts do you expect? | What is the expected number of hearts?
  {N} puts \${a:500-5000/250} in a savings account with {b:2-6}% interest a year. | How much is there after {c:2-6} years with compound interest? | What will the balance be after {c} years?
  {N} borrows \${a:1000-8000/500} at {b:3-9}% simple interest. | How much interest is due after {c:2-5} years? | What does the loan cost after {c} years?
  A recipe for {a:2-4} people needs {b:150-600/50} g of flour. | How much flour is needed for {c:6-12/2} people? | What amount do {c} guests require?
  {a:2-6} workers paint a fence in {b:4-12/2} hours. | How long would {c:8-12/2} workers take? | What time would {c} workers need?
  One tap fills a bath in {a:10-20/2} minutes and another in {b:22-40/2} minutes. | How long do they take together? | When is the bath full with both taps open?
  {N} walks {a:2-6} km to the east and then {b:3-8} km to the north. | How far is {he} from where {he} started? | What is the straight distance back?
  A ladder of {a:5-13/2} m leans against a wall with its foot {b:1-4} m away. | How high does it reach? | At what height does it touch the wall?
  A circular pond has a radius of {a:2-15} m. | What is its area? | How many square metres does it cover?
  A bike wheel has a diameter of {a:50-75/5} cm. | How often does it turn over {b:1-5} km? | What number of turns does it make in {b} km?
  A cylinder is {a:5-30} cm high and has a radius of {b:2-9} cm. | What is its volume? | How much fits into it?
  A cube has edges of {a:3-15} cm. | What are its volume and surface area? | How big are the surface and the volume?
  A box measures {a:20-60/5} cm by {b:10-40/5} cm by {c:5-30/5} cm. | How many litres does it hold? | What is its volume in litres?
  A triangle has a base of {a:6-30} cm and a height of {b:4-20} cm. | What is its area? | How large is it?
  Two angles of a triangle are {a:25-80/5} and {b:30-70/5} degrees. | How big is the third angle? | What does the remaining angle measure?
  A map has a scale of 1:{a:10000-50000/5000}. Two villages are {b:3-18} cm apart on it. | How far apart are they really? | What is the real distance in km?
  {N} and {M} share \${a:60-300/15} in the ratio {b:1-3}:{c:4-6}. | How much does each get? | What are the two shares?
  {N} scored {a:60-95}, {b:55-90} and {c:70-99} points in three tests. | What is {his} average? | Which mean score is that?
  {N} has an average of {a:70-85} after {b:3-5} tests. | What must {he} score next to reach {c:86-90}? | Which score in the next test lifts the mean to {c}?
  There are {a:10-40/2} heads and {=a*3} legs among the chickens and rabbits of a farm. | How many rabbits are there? | What is the number of rabbits?
  A theatre has {a:12-30} rows of {b:14-28} seats and {c:50-160} are taken. | How many seats are free? | What number of people can still come?
  {N} saves \${a:5-40/5} a week for a bike that costs \${b:180-600/20}. | After how many weeks can {he} buy it? | When is there enough money?
  A phone plan costs \${a:8-25} a month plus {b:5-15} cents a minute. | What is the bill for {c:60-240/20} minutes? | How much is due after {c} minutes of calls?
  Plan A costs \${a:10-20} plus $2 a visit, plan B costs \${b:25-40} plus $1 a visit. | From how many visits on is plan B cheaper? | When does plan B pay off?
  A population of {a:1000-9000/500} bacteria doubles every {b:2-6} hours. | How many are there after {c:12-24/12} hours? | What is the size after {c} hours?
  A car worth \${a:12000-36000/2000} loses {b:10-20/5}% of its value every year. | What is it worth after {c:2-4} years? | Which value is left after {c} years?
  A town had {a:12000-48000/3000} people and grew by {b:2-9}%. | How many live there now? | What is the new population?
  A laptop costs \${a:500-1500/50} without tax. | What does it cost with {b:7-21/2}% sales tax? | Which price includes {b}% tax?
  After a rise of {a:5-25/5}% a ticket costs \${b:42-126/21}. | What did it cost before? | Which price was it before the rise?
  {N} ate {a:1-3}/8 of a pizza and {M} ate 1/4 of it. | How much of the pizza is left? | Which fraction remains?
  A ribbon of {a:3-12} m is cut into pieces of {b:15-60/15} cm. | How many pieces are there? | Into how many parts is it cut?
  A bus leaves at {a:7-11}:{b:10-50/5} and arrives {c:45-160/5} minutes later. | When does it arrive? | What is the arrival time?
  A film starts at {a:17-20}:{b:10-45/5} and lasts {c:95-170/5} minutes. | When does it end? | At what time is it over?
  Two trains start {a:240-600/40} km apart and drive towards each other at {b:60-90/10} and {c:70-110/10} km/h. | When do they meet? | After what time do they pass each other?
  {N} runs {a:8-14} km/h and {M} runs {b:15-18} km/h. {M} starts {c:5-20/5} minutes later. | When does {M} catch up? | How long until {M} reaches {N}?
  A plane flies {a:900-4500/300} km in {b:2-6} hours against the wind and needs half an hour less on the way back. | What is the speed on the way back? | How fast is the return flight?
  Tickets cost \${a:8-15} for adults and \${b:4-7} for children. A group of {c:12-30/2} people, half of them children, visits. | What do they pay? | How much is it for the whole group?
  {N} sold {a:30-90} cups of lemonade for {b:50-150/25} cents each and spent \${c:8-20} on lemons. | How much profit did {he} make? | What is left after the costs?
  A pack of {a:6-12/2} pens costs \${b:3-9}, a pack of {c:20-30/5} costs $15. | Which pack is the better deal? | Where is one pen cheaper?
  {N} has {a:4-9} shirts, {b:2-6} trousers and {c:2-4} pairs of shoes. | How many outfits are possible? | In how many ways can {he} dress?
  {a:5-9} friends each shake hands with every other friend once. | How many handshakes are there? | What is the number of handshakes?
  A code has {a:3-5} digits and no digit may repeat. | How many codes are possible? | What number of codes exist?
  From {a:6-12} people a team of {b:2-4} is chosen. | In how many ways can this be done? | How many different teams are there?
  {a:4-7} books stand in a row on a shelf. | How many orders are possible? | In how many ways can they be arranged?
  A survey asked {a:120-600/40} people and {b:15-60/5}% said yes. | How many people said no? | What number of people were against it?
  {N} drinks {a:2-5} glasses of water of {b:200-300/50} ml a day. | How many litres is that in {c:7-28/7} days? | What is the amount in litres over {c} days?
  A lamp of {a:6-60/6} watts burns {b:3-9} hours a day and a kilowatt-hour costs {c:20-40/5} cents. | What does it cost in 30 days? | How much is that in a month of 30 days?
  A car uses {a:5-9} litres for 100 km and petrol costs $1.{b:50-90/5} a litre. | What does a trip of {c:150-600/50} km cost? | How much is the petrol for {c} km?
  A school orders {a:4-9} boxes with {b:12-48/12} pencils for {c:40-90/10} pupils. | How many pencils does each pupil get, and how many are left over? | How are the pencils shared, and what remains?
  {N} plants trees every {a:3-8} m along a road of {b:120-480/24} m, with one at each end. | How many trees does {he} need? | What number of trees stand there?
  A snail climbs {a:3-5} m by day and slips {b:1-2} m at night in a well of {c:12-30/3} m. | On which day does it get out? | How many days until it reaches the top?
  {N} is twice as old as {M}. In {a:4-15} years the sum of their ages will be {b:60-90/3}. | How old are they now? | What are their present ages?
  A number is multiplied by {a:3-9} and {b:4-20} is added. The result is {c:50-120}. | What is the number? | Which number was it?
  The length of a rectangle is {a:3-12} cm more than its width and the perimeter is {b:60-120/4} cm. | What are its sides? | How long and wide is it?
  A square and a circle both have a perimeter of {a:20-80/4} cm. | Which has the larger area? | Where is the area bigger?
  The temperature was {a:2-9} degrees and fell by {b:10-18} degrees overnight. | What is it now? | How cold was it in the morning?
  {N} mixes {a:2-6} litres of {b:10-30/5}% acid with {c:1-5} litres of 50% acid. | How strong is the mixture? | What is the concentration now?
  {N} mixes {a:2-8} kg of nuts at \${b:6-9} with {c:3-6} kg at \${d:10-14} a kilogram. | What does one kilogram of the mix cost? | Which price per kilogram results?
  An elevator carries at most {a:450-900/50} kg. A person weighs {b:65-85/5} kg on average. | How many people may ride at once? | What is the largest number of riders?
  A printer prints {a:12-40/4} pages a minute. | How long does it take for {b:3-9} copies of a report with {c:24-80/8} pages? | What time is needed for {b} copies of {c} pages?
  {N} has {a:20-60} stamps. {M} has {b:2-4} times as many. | How many more does {M} have? | What is the difference?
  A library has {a:1200-4800/300} books, a third of them novels and {b:10-30/5}% of the rest about history. | How many are about history? | What number of history books is there?
  A jacket costs \${a:60-180/20}. First it is reduced by 20%, then by another {b:10-30/10}%. | What does it cost in the end? | Which is the final price?
  {N} drove {a:35-90/5} minutes to work and {b:5-20/5} minutes longer back home. | How much time did {he} spend on the road in {c:4-6} days? | What is the driving time over {c} days?
  A bag of {a:2-5} kg of apples costs \${b:4-12}. | What do {c:6-15} kg cost? | How much would {c} kg be?
  A company makes {a:120-480/20} toys a day and {b:2-5}% are faulty. | How many good toys are made in {c:5-20/5} days? | What number is fine after {c} days?
  {N} wants to run {a:10-42} km in {b:1-4} hours and {c:10-50/10} minutes. | What pace per kilometre does {he} need? | How many minutes may each kilometre take?
  A swimming pool is {a:20-50/5} m long, {b:8-20/2} m wide and {c:2-3} m deep. | How many cubic metres of water fit in? | What volume does it have?
`);

/** Bare exercises: "topic | expression or task" with the same slots. */
export const exercises = lines(`
  long multiplication | {a:112-989} × {b:23-97}
  addition of large numbers | {a:1200-9800} + {b:3400-8700} + {c:150-990}
  subtraction | {a:5000-9900} − {b:1200-4800}
  long division | {a:1200-9600/12} ÷ {b:4-16/4}
  division with remainder | {a:200-990} ÷ {b:7-19}, with remainder
  order of operations | {a:3-12} + {b:2-9} × ({c:10-20} − {d:2-8})
  order with powers | {a:2-5}^3 − {b:2-9} × {c:2-7} + {d:10-40}
  adding fractions | {a:1-3}/4 + {b:1-5}/6
  multiplying fractions | {a:2-5}/7 × {b:3-9}/10
  dividing fractions | {a:1-4}/5 ÷ {b:2-7}/9
  mixed numbers | {a:1-5} 1/2 + {b:2-6} 3/4
  decimals | 0.{a:12-98} × {b:2-9}.{c:1-9}
  negative numbers | −{a:3-20} − (−{b:5-30}) + {c:2-15}
  square roots | √{a:20-90/5} × √{b:2-8}
  powers | {a:2-5}^{b:3-6} × {a}^2
  percentage of a number | {a:5-85/5}% of {b:40-960/40}
  what percentage | what percentage {a:12-60/3} is of {b:80-240/20}
  percentage change | the percentage change from {a:40-160/10} to {b:50-220/15}
  linear equation | solve {a:2-9}x + {b:3-20} = {c:30-90}
  equation with x on both sides | solve {a:5-9}x − {b:2-12} = {c:2-4}x + {d:10-30}
  equation with brackets | solve {a:2-6}(x + {b:1-9}) = {c:24-72/6}
  equation with a fraction | solve x/{a:2-8} + {b:3-9} = {c:12-30}
  quadratic equation | solve x² − {a:5-11}x + {b:4-10/2} = 0
  quadratic by the formula | solve {a:2-4}x² + {b:5-9}x − {c:1-6} = 0
  two equations | solve x + y = {a:10-30} and x − y = {b:2-8}
  two equations by elimination | solve {a:2-4}x + y = {b:11-25} and x + {c:2-5}y = {d:12-28}
  inequality | solve {a:2-7}x − {b:3-15} < {c:10-40}
  factor a quadratic | factor x² + {a:5-9}x + {b:4-6/2}
  expand brackets | expand (x + {a:2-9})({b:2-5}x − {c:1-7})
  simplify terms | simplify {a:3-9}x + {b:2-8}y − 2x + {d:2-6}y
  simplify a fraction | simplify the fraction {a:12-48/6}/{b:54-96/6}
  greatest common divisor | find the greatest common divisor of {a:24-96/6} and {b:30-120/10}
  least common multiple | find the least common multiple of {a:4-15} and {b:16-30/2}
  prime factors | find the prime factors of {a:60-540/12}
  next number of a sequence | find the next two numbers of the sequence {a:2-9}, {=a*2}, {=a*4}, {=a*8}
  arithmetic sequence | find the {b:10-30/5}th term of the sequence that starts with {a:2-9} and grows by {c:3-8}
  sum of a series | find the sum of the numbers from 1 to {a:20-200/10}
  derivative of a polynomial | find the derivative of {a:2-6}x³ − {b:2-9}x² + {c:3-20}x
  derivative with a product | find the derivative of x^{a:2-5} · e^({b:2-4}x)
  integral | find the integral of {a:2-9}x² + {b:1-8} from 0 to {c:1-4}
  logarithm | solve log base {a:2-5} of x = {b:2-4}
  exponential equation | solve {a:2-5}^x = {b:30-90/10}
  slope of a line | find the slope of the line through ({a:1-4}, {b:2-9}) and ({c:5-9}, {d:10-20})
  equation of a line | find the equation of the line through (0, {a:1-9}) with slope {b:2-6}
  distance of points | find the distance between ({a:1-4}, {b:1-5}) and ({c:5-12}, {d:6-15})
  Pythagoras | find the hypotenuse of a right triangle with legs {a:3-12} and {b:5-16}
  sine | find the opposite side in a right triangle with hypotenuse {a:8-30} and an angle of {b:20-60/5} degrees
  mean and median | find the mean and the median of {a:2-9}, {b:10-19}, {c:20-35}, {d:3-8} and {a}
  standard deviation | find the standard deviation of {a:2-6}, {b:7-9}, {c:10-14} and {d:15-20}
  kilometres to miles | convert {a:5-95/5} km to miles
  pounds to kilograms | convert {a:20-220/10} pounds to kilograms
  Fahrenheit to Celsius | convert {a:50-104/3} °F to Celsius
  inches to centimetres | convert {a:6-60/3} inches to centimetres
  minutes to hours | convert {a:95-480/15} minutes to hours and minutes
  seconds in days | convert {a:2-9} days and {b:2-20} hours to seconds
  litres to gallons | convert {a:4-60/4} litres to US gallons
  speed units | convert {a:18-108/6} km/h to metres per second
  square metres | convert {a:2-12} square kilometres to square metres
  grams to ounces | convert {a:100-900/50} grams to ounces
  binary number | convert {a:18-120} to binary
  scientific notation | write {a:12-98}000000 in scientific notation
  rounding | round {a:12-99}.{b:105-995/10} to two decimal places
`);
