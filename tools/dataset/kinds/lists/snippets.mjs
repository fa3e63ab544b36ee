/** Short programs to explain, blank line between any two; the first line of each is "#! topic | language". */
const text = String.raw`
#! sum of squares | Python
def sum_of_squares(numbers):
    total = 0
    for n in numbers:
        total += n * n
    return total

#! palindrome with slices | Python
def is_palindrome(s):
    s = s.lower().replace(" ", "")
    return s == s[::-1]

#! recursive fibonacci | Python
def fib(n):
    if n < 2:
        return n
    return fib(n - 1) + fib(n - 2)

#! memoised fibonacci | Python
from functools import lru_cache
@lru_cache(maxsize=None)
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

#! word count with dict | Python
counts = {}
for word in text.lower().split():
    counts[word] = counts.get(word, 0) + 1
top = sorted(counts, key=counts.get, reverse=True)[:10]
print(top)

#! bubble sort | Python
def sort(items):
    n = len(items)
    for i in range(n):
        for j in range(n - i - 1):
            if items[j] > items[j + 1]:
                items[j], items[j + 1] = items[j + 1], items[j]

#! binary search | Python
def search(a, x):
    lo, hi = 0, len(a) - 1
    while lo <= hi:
        mid = (lo + hi) // 2
        if a[mid] == x:
            return mid
        if a[mid] < x:
            lo = mid + 1
        else:
            hi = mid - 1
    return -1

#! sieve | Python
def primes(n):
    sieve = [True] * (n + 1)
    for p in range(2, int(n ** 0.5) + 1):
        if sieve[p]:
            for m in range(p * p, n + 1, p):
                sieve[m] = False
    return [i for i in range(2, n + 1) if sieve[i]]

#! gcd | Python
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a

#! nested comprehension | Python
pairs = [(x, y) for x in range(5) for y in range(x) if (x + y) % 2 == 0]
print(len(pairs), pairs[-1])

#! generator of squares | Python
def squares():
    n = 0
    while True:
        yield n * n
        n += 1

#! decorator timing | Python
def timed(f):
    def wrapper(*args):
        start = time.time()
        result = f(*args)
        print(f.__name__, time.time() - start)
        return result
    return wrapper

#! context manager file | Python
with open("log.txt") as f:
    errors = [line.strip() for line in f if "ERROR" in line]
print(f"{len(errors)} errors found")

#! bank account class | Python
class Account:
    def __init__(self, owner, balance=0):
        self.owner = owner
        self.balance = balance

    def withdraw(self, amount):
        if amount > self.balance:
            raise ValueError("not enough money")
        self.balance -= amount

#! inheritance animals | Python
class Animal:
    def speak(self):
        return "..."

class Dog(Animal):
    def speak(self):
        return "Woof"

for a in [Animal(), Dog()]:
    print(a.speak())

#! breadth first search | Python
def bfs(graph, start):
    seen = {start}
    queue = deque([start])
    while queue:
        node = queue.popleft()
        for other in graph[node]:
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return seen

#! two sum | Python
def two_sum(nums, target):
    seen = {}
    for i, n in enumerate(nums):
        if target - n in seen:
            return seen[target - n], i
        seen[n] = i

#! quicksort comprehension | Python
def qs(a):
    if len(a) <= 1:
        return a
    p = a[0]
    return qs([x for x in a[1:] if x < p]) + [p] + qs([x for x in a[1:] if x >= p])

#! retry with backoff | Python
def retry(f, times=3):
    for attempt in range(times):
        try:
            return f()
        except ConnectionError:
            time.sleep(2 ** attempt)
    raise RuntimeError("gave up")

#! pandas group | Python
df = pd.read_csv("sales.csv")
df["month"] = pd.to_datetime(df["date"]).dt.month
monthly = df.groupby("month")["amount"].sum()
print(monthly.idxmax())

#! numpy mask | Python
a = np.arange(12).reshape(3, 4)
a[a % 2 == 1] = 0
print(a.sum(axis=0))

#! regex phone | Python
pattern = re.compile(r"(\d{3})-(\d{4})")
for match in pattern.finditer(text):
    area, number = match.groups()
    print(area, number)

#! flask route | Python
@app.route("/users/<int:id>")
def user(id):
    found = users.get(id)
    if found is None:
        return {"error": "not found"}, 404
    return found

#! caesar | Python
def shift(text, k):
    out = ""
    for c in text:
        if c.isalpha():
            base = ord("A") if c.isupper() else ord("a")
            c = chr((ord(c) - base + k) % 26 + base)
        out += c
    return out

#! coin change | Python
def ways(coins, amount):
    table = [1] + [0] * amount
    for c in coins:
        for a in range(c, amount + 1):
            table[a] += table[a - c]
    return table[amount]

#! flatten recursion | Python
def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item

#! matrix transpose zip | Python
m = [[1, 2, 3], [4, 5, 6]]
t = [list(row) for row in zip(*m)]
print(t)

#! set operations | Python
a = {"tea", "milk", "bread"}
b = {"milk", "eggs"}
print(a & b, a - b, len(a | b))

#! dice simulation | Python
rolls = [random.randint(1, 6) + random.randint(1, 6) for _ in range(10000)]
share = rolls.count(7) / len(rolls)
print(round(share, 2))

#! lambda sort | Python
people = [("Ann", 31), ("Bob", 25), ("Cy", 31)]
people.sort(key=lambda p: (-p[1], p[0]))
print(people)

#! async gather | Python
async def main():
    pages = await asyncio.gather(fetch("a"), fetch("b"))
    print([len(p) for p in pages])

asyncio.run(main())

#! dataclass | Python
@dataclass(frozen=True)
class Point:
    x: float
    y: float = 0.0

    def length(self):
        return (self.x ** 2 + self.y ** 2) ** 0.5

#! training loop | Python
for epoch in range(5):
    for x, y in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), y)
        loss.backward()
        optimizer.step()
    print(epoch, loss.item())

#! zip dict | Python
names = ["a", "b", "c"]
scores = [3, 1, 2]
best = max(zip(scores, names))[1]
table = dict(zip(names, scores))
print(best, table["b"])

#! roman numerals | Python
def roman(s):
    v = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
    total = 0
    for a, b in zip(s, s[1:] + "I"):
        total += v[a] if v[a] >= v[b] else -v[a]
    return total

#! array reduce | JavaScript
const total = cart
  .filter(item => item.inStock)
  .reduce((sum, item) => sum + item.price * item.quantity, 0);
console.log(total.toFixed(2));

#! debounce | JavaScript
function debounce(fn, ms) {
  let timer;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => fn(...args), ms);
  };
}

#! fetch users | JavaScript
async function loadUsers() {
  const response = await fetch('/api/users');
  if (!response.ok) throw new Error('HTTP ' + response.status);
  const users = await response.json();
  return users.map(u => u.name);
}

#! closure counter | JavaScript
function makeCounter() {
  let count = 0;
  return { up: () => ++count, reset: () => { count = 0; } };
}
const c = makeCounter();
c.up();
console.log(c.up());

#! event delegation | JavaScript
document.querySelector('#list').addEventListener('click', event => {
  const item = event.target.closest('li');
  if (item) item.classList.toggle('done');
});

#! spread merge | JavaScript
const defaults = { theme: 'light', size: 12 };
const settings = { ...defaults, ...JSON.parse(localStorage.getItem('settings') ?? '{}') };
console.log(settings.theme);

#! promise race timeout | JavaScript
const timeout = ms => new Promise((_, reject) => setTimeout(() => reject(new Error('too slow')), ms));
const result = await Promise.race([work(), timeout(1000)]);

#! deep clone | JavaScript
function clone(value) {
  if (value === null || typeof value !== 'object') return value;
  const copy = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value)) copy[key] = clone(value[key]);
  return copy;
}

#! event loop order | JavaScript
console.log('a');
setTimeout(() => console.log('b'), 0);
Promise.resolve().then(() => console.log('c'));
console.log('d');

#! group by | JavaScript
const byLetter = {};
for (const word of words) {
  const key = word[0].toUpperCase();
  (byLetter[key] ??= []).push(word);
}

#! express handler | JavaScript
app.post('/login', (req, res) => {
  const user = users.find(u => u.email === req.body.email);
  if (!user || user.password !== req.body.password) {
    return res.status(401).send('wrong e-mail or password');
  }
  res.send({ token: sign(user.id) });
});

#! unique with set | JavaScript
const unique = list => [...new Set(list)].sort((a, b) => a - b);
console.log(unique([5, 1, 5, 3, 1]));

#! canvas circle | JavaScript
const ctx = canvas.getContext('2d');
ctx.beginPath();
ctx.arc(50, 50, 40, 0, Math.PI * 2);
ctx.fillStyle = 'teal';
ctx.fill();

#! react counter | JavaScript
function Counter() {
  const [count, setCount] = useState(0);
  useEffect(() => {
    document.title = 'Count: ' + count;
  }, [count]);
  return <button onClick={() => setCount(count + 1)}>{count}</button>;
}

#! generic first | TypeScript
function first<T>(items: readonly T[], test: (item: T) => boolean): T | undefined {
  for (const item of items) {
    if (test(item)) return item;
  }
  return undefined;
}

#! union shapes | TypeScript
type Shape = { kind: 'circle'; r: number } | { kind: 'square'; side: number };
function area(s: Shape): number {
  switch (s.kind) {
    case 'circle': return Math.PI * s.r ** 2;
    case 'square': return s.side ** 2;
  }
}

#! keyof getter | TypeScript
function get<T, K extends keyof T>(object: T, key: K): T[K] {
  return object[key];
}
const age = get({ name: 'Ann', age: 31 }, 'age');

#! readonly queue | TypeScript
class Queue<T> {
  private items: T[] = [];
  push(item: T): void { this.items.push(item); }
  pop(): T | undefined { return this.items.shift(); }
  get size(): number { return this.items.length; }
}

#! type guard | TypeScript
interface Cat { meow(): void }
interface Dog { bark(): void }
function isCat(pet: Cat | Dog): pet is Cat {
  return 'meow' in pet;
}

#! partial update | TypeScript
type User = { id: number; name: string; email: string };
function update(user: User, changes: Partial<Omit<User, 'id'>>): User {
  return { ...user, ...changes };
}

#! string reverse builder | Java
public static String reverse(String s) {
    StringBuilder out = new StringBuilder();
    for (int i = s.length() - 1; i >= 0; i--) {
        out.append(s.charAt(i));
    }
    return out.toString();
}

#! stream names | Java
List<String> names = people.stream()
    .filter(p -> p.getAge() >= 18)
    .map(Person::getName)
    .sorted()
    .collect(Collectors.toList());

#! factorial recursion | Java
static long factorial(int n) {
    if (n < 0) throw new IllegalArgumentException("negative");
    return n <= 1 ? 1 : n * factorial(n - 1);
}

#! singleton | Java
public class Settings {
    private static Settings instance;
    private Settings() {}
    public static synchronized Settings get() {
        if (instance == null) instance = new Settings();
        return instance;
    }
}

#! hash map count | Java
Map<Character, Integer> counts = new HashMap<>();
for (char c : text.toCharArray()) {
    counts.merge(c, 1, Integer::sum);
}
System.out.println(counts.get('e'));

#! interface shapes | Java
interface Shape { double area(); }
record Circle(double r) implements Shape {
    public double area() { return Math.PI * r * r; }
}
record Square(double side) implements Shape {
    public double area() { return side * side; }
}

#! two pointers | Java
boolean hasPair(int[] a, int target) {
    int i = 0, j = a.length - 1;
    while (i < j) {
        int sum = a[i] + a[j];
        if (sum == target) return true;
        if (sum < target) i++; else j--;
    }
    return false;
}

#! try with resources | Java
try (Scanner in = new Scanner(new File("data.txt"))) {
    while (in.hasNextLine()) System.out.println(in.nextLine());
} catch (FileNotFoundException e) {
    System.err.println("no such file");
}

#! swap pointers | C
void swap(int *a, int *b) {
    int t = *a;
    *a = *b;
    *b = t;
}

#! string length | C
size_t length(const char *s) {
    const char *p = s;
    while (*p) p++;
    return p - s;
}

#! linked list insert | C
struct node { int value; struct node *next; };
struct node *push(struct node *head, int value) {
    struct node *n = malloc(sizeof *n);
    n->value = value;
    n->next = head;
    return n;
}

#! count bits | C
int bits(unsigned x) {
    int n = 0;
    while (x) {
        x &= x - 1;
        n++;
    }
    return n;
}

#! matrix multiply | C
for (int i = 0; i < n; i++)
    for (int j = 0; j < n; j++) {
        double s = 0;
        for (int k = 0; k < n; k++)
            s += a[i][k] * b[k][j];
        c[i][j] = s;
    }

#! read lines | C
char line[256];
int n = 0;
while (fgets(line, sizeof line, stdin))
    if (line[0] != '#') n++;
printf("%d\n", n);

#! vector sort lambda | C++
std::vector<std::string> words = {"pear", "fig", "banana"};
std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) {
    return a.size() < b.size();
});
for (const auto& w : words) std::cout << w << '\n';

#! template max | C++
template <typename T>
T largest(const std::vector<T>& v) {
    T best = v.front();
    for (const T& x : v) if (best < x) best = x;
    return best;
}

#! unique pointer | C++
struct Node {
    int value;
    std::unique_ptr<Node> left, right;
};
int depth(const Node* n) {
    return n ? 1 + std::max(depth(n->left.get()), depth(n->right.get())) : 0;
}

#! operator overload | C++
struct Vec {
    double x, y;
    Vec operator+(const Vec& o) const { return {x + o.x, y + o.y}; }
    Vec operator*(double k) const { return {x * k, y * k}; }
};

#! map frequencies | C++
std::map<int, int> freq;
int x;
while (std::cin >> x) ++freq[x];
for (auto [value, n] : freq) std::cout << value << ": " << n << "\n";

#! goroutine channel | Go
results := make(chan int)
for _, n := range []int{1, 2, 3} {
    go func(n int) { results <- n * n }(n)
}
sum := 0
for i := 0; i < 3; i++ {
    sum += <-results
}
fmt.Println(sum)

#! error wrapping | Go
func load(path string) ([]byte, error) {
    data, err := os.ReadFile(path)
    if err != nil {
        return nil, fmt.Errorf("load %s: %w", path, err)
    }
    return data, nil
}

#! http hello | Go
http.HandleFunc("/hello", func(w http.ResponseWriter, r *http.Request) {
    name := r.URL.Query().Get("name")
    fmt.Fprintf(w, "Hello, %s!", name)
})
log.Fatal(http.ListenAndServe(":8080", nil))

#! defer mutex | Go
type Counter struct {
    mu sync.Mutex
    n  map[string]int
}
func (c *Counter) Inc(key string) {
    c.mu.Lock()
    defer c.mu.Unlock()
    c.n[key]++
}

#! slice reverse | Go
func reverse(a []int) {
    for i, j := 0, len(a)-1; i < j; i, j = i+1, j-1 {
        a[i], a[j] = a[j], a[i]
    }
}

#! option match | Rust
fn divide(a: i32, b: i32) -> Option<i32> {
    if b == 0 { None } else { Some(a / b) }
}
match divide(7, 2) {
    Some(q) => println!("{q}"),
    None => println!("division by zero"),
}

#! iterator chain | Rust
let total: u32 = (1..=10)
    .filter(|n| n % 3 == 0)
    .map(|n| n * n)
    .sum();
println!("{total}");

#! borrow longest | Rust
fn longest<'a>(a: &'a str, b: &'a str) -> &'a str {
    if a.len() >= b.len() { a } else { b }
}

#! enum command | Rust
enum Command { Move(i32, i32), Say(String), Quit }
fn run(c: Command) {
    match c {
        Command::Move(x, y) => println!("to {x},{y}"),
        Command::Say(text) => println!("{text}"),
        Command::Quit => std::process::exit(0),
    }
}

#! question mark parse | Rust
fn parse_sum(line: &str) -> Result<i32, std::num::ParseIntError> {
    let mut sum = 0;
    for part in line.split(',') {
        sum += part.trim().parse::<i32>()?;
    }
    Ok(sum)
}

#! join orders | SQL
SELECT c.name, SUM(o.total) AS spent
FROM customers c
JOIN orders o ON o.customer_id = c.id
WHERE o.created_at >= '2023-01-01'
GROUP BY c.name
HAVING SUM(o.total) > 500
ORDER BY spent DESC;

#! left join null | SQL
SELECT u.name
FROM users u
LEFT JOIN logins l ON l.user_id = u.id
WHERE l.user_id IS NULL;

#! window rank | SQL
SELECT name, department, salary,
       RANK() OVER (PARTITION BY department ORDER BY salary DESC) AS place
FROM employees;

#! recursive managers | SQL
WITH RECURSIVE chain AS (
  SELECT id, manager_id FROM employees WHERE id = 7
  UNION ALL
  SELECT e.id, e.manager_id FROM employees e JOIN chain c ON e.id = c.manager_id
)
SELECT * FROM chain;

#! case buckets | SQL
SELECT CASE WHEN age < 18 THEN 'minor' WHEN age < 65 THEN 'adult' ELSE 'senior' END AS bucket,
       COUNT(*)
FROM people
GROUP BY bucket;

#! find large files | bash
find . -type f -size +10M -print0 |
  xargs -0 du -h |
  sort -rh |
  head -n 5

#! loop rename | bash
for f in *.jpeg; do
  mv -- "$f" "${'$'}{f%.jpeg}.jpg"
done

#! log top addresses | bash
awk '{print $1}' access.log | sort | uniq -c | sort -rn | head -3

#! backup script | bash
set -euo pipefail
day=$(date +%F)
tar -czf "backup-$day.tar.gz" "$1"
echo "saved $(du -h "backup-$day.tar.gz" | cut -f1)"

#! flex centre | CSS
.page {
  display: flex;
  justify-content: center;
  align-items: center;
  min-height: 100vh;
}
.page > .card:hover { transform: scale(1.05); }

#! grid cards | CSS
.cards {
  display: grid;
  grid-template-columns: repeat(auto-fill, minmax(200px, 1fr));
  gap: 1rem;
}
@media (max-width: 500px) {
  .cards { gap: 0.5rem; }
}

#! form markup | HTML
<form action="/subscribe" method="post">
  <label for="mail">E-mail</label>
  <input id="mail" name="mail" type="email" required>
  <button>Subscribe</button>
</form>

#! apply mean | R
scores <- data.frame(group = c("a", "b", "a", "b"), value = c(3, 5, 4, 8))
means <- tapply(scores$value, scores$group, mean)
print(means[means > 5])

#! linear model | R
model <- lm(mpg ~ wt, data = mtcars)
plot(mtcars$wt, mtcars$mpg)
abline(model, col = "red")
summary(model)$r.squared

#! ruby select | Ruby
words = %w[apple fig banana kiwi]
long = words.select { |w| w.length > 3 }.map(&:upcase)
puts long.join(", ")

#! php greet | PHP
$name = htmlspecialchars($_GET['name'] ?? 'stranger');
echo "<p>Hello, $name!</p>";
`;

/** Snippets as { topic, lang, code }. */
export const snippets = text
  .split(/^#! /m)
  .slice(1)
  .map(block => {
    const end = block.indexOf('\n');
    const [topic, lang] = block.slice(0, end).split(' | ');
    return { topic, lang, code: block.slice(end + 1).trimEnd() };
  });
