import { lines } from '../compose.mjs';

/** "a function that …": small tasks any language can do. */
export const functionTasks = lines(`
  checks whether a string is a palindrome
  reverses the words in a sentence
  counts the vowels in a string
  returns the n-th Fibonacci number
  computes the factorial of a number
  checks whether a number is prime
  returns all prime numbers below a limit
  finds the greatest common divisor of two integers
  finds the least common multiple of two numbers
  sorts a list of integers with bubble sort
  sorts an array with merge sort
  implements quicksort
  performs a binary search on a sorted array
  finds the second largest number in a list
  removes duplicates from a list while keeping the order
  merges two sorted lists into one sorted list
  rotates a list by k positions
  flattens a nested list
  counts how often each word appears in a text
  finds the longest word in a sentence
  checks whether two strings are anagrams of each other
  groups a list of words by their first letter
  converts Celsius to Fahrenheit
  converts a Roman numeral to an integer
  converts an integer to a Roman numeral
  converts a binary string to a decimal number
  converts a decimal number to hexadecimal
  computes the sum of the digits of a number
  reverses an integer without turning it into a string
  checks whether a year is a leap year
  calculates the number of days between two dates
  returns the day of the week for a given date
  validates an e-mail address with a regular expression
  checks whether a password is strong enough
  generates a random password of a given length
  validates a credit card number with the Luhn algorithm
  checks whether brackets in a string are balanced
  evaluates an expression in reverse Polish notation
  encrypts a text with the Caesar cipher
  encodes a string with run-length encoding
  decodes a run-length encoded string
  converts snake_case to camelCase
  capitalises the first letter of every word
  removes all punctuation from a string
  truncates a string to a maximum length and adds an ellipsis
  splits a string into chunks of a given size
  finds the first character that does not repeat in a string
  finds the longest common prefix of a list of strings
  computes the Levenshtein distance between two strings
  finds the longest substring without repeating characters
  finds two numbers in a list that add up to a target
  finds the maximum sum of a contiguous subarray
  finds the missing number in a list from 1 to n
  finds the majority element of an array
  moves all zeros to the end of a list
  finds the intersection of two lists
  computes the median of a list of numbers
  computes the mode of a list of numbers
  computes the standard deviation of a list
  computes a moving average with a window of size k
  normalises a list of numbers to the range 0 to 1
  transposes a matrix
  multiplies two matrices
  rotates a square matrix by 90 degrees
  prints a matrix in spiral order
  checks whether a Sudoku board is valid
  solves the N queens problem
  generates Pascal's triangle with n rows
  generates all permutations of a string
  generates all subsets of a set
  solves the tower of Hanoi puzzle
  computes the power of a number by repeated squaring
  computes the square root with Newton's method
  finds the prime factors of a number
  checks whether a number is an Armstrong number
  checks whether a number is a perfect number
  prints the Collatz sequence starting at n
  reverses a singly linked list
  detects a cycle in a linked list
  finds the middle node of a linked list
  computes the depth of a binary tree
  checks whether a binary tree is a valid search tree
  prints a binary tree level by level
  inverts a binary tree
  does a depth-first search on a graph
  finds the shortest path in an unweighted graph with BFS
  implements Dijkstra's shortest path algorithm
  sorts tasks topologically by their dependencies
  counts the islands in a grid of zeros and ones
  solves the coin change problem with dynamic programming
  solves the 0/1 knapsack problem
  finds the longest common subsequence of two strings
  climbs stairs one or two steps at a time and counts the ways
  reads a CSV file and returns the rows as records
  reads a text file and counts its lines
  writes a list of records to a CSV file
  reads a JSON file and prints its keys
  finds the largest file in a folder
  lists all files with a given extension in a folder
  downloads a web page and returns its title
  calls a REST API and returns the parsed JSON
  retries a failing call up to three times with a delay
  caches the results of an expensive function
  measures how long a function takes to run
  limits how often a function may be called per second
  merges two dictionaries and adds up values with the same key
  inverts a dictionary so that values become keys
  sorts a list of people by age and then by name
  groups orders by customer and sums the totals
  filters a list of products by price range
  finds the most expensive item in a shopping cart
  calculates the total price of a cart including 19% tax
  applies a discount code to an order
  calculates a monthly mortgage payment
  calculates compound interest over several years
  calculates the body mass index
  calculates a tip and splits a restaurant bill
  converts an amount between currencies using a table of rates
  formats a number with thousands separators
  formats a duration in seconds as hours, minutes and seconds
  formats a phone number as (123) 456-7890
  parses a date in the form DD/MM/YYYY
  parses a query string into key-value pairs
  parses command line arguments of the form --key=value
  escapes HTML special characters
  turns a title into a URL slug
  extracts all links from an HTML page
  extracts all hashtags from a tweet
  masks all but the last four digits of a card number
  generates a random hex colour
  converts an RGB colour to hex
  mixes two colours by a given ratio
  calculates the distance between two points
  calculates the distance between two coordinates on Earth
  checks whether a point is inside a rectangle
  checks whether two rectangles overlap
  computes the area of a polygon from its corners
  checks whether three sides form a triangle
  simulates rolling two dice many times
  shuffles a deck of cards
  picks a random element with given weights
  plays rock, paper, scissors against the computer
  checks who has won a game of tic-tac-toe
  computes the next generation of Conway's Game of Life
  scores a game of bowling
  prints a multiplication table
  prints the numbers 1 to 100 with FizzBuzz
  prints a pyramid of stars
  prints a calendar for a given month
  draws a simple text bar chart from a list of values
  translates a sentence into pig Latin
  translates text to Morse code
  counts the syllables in a word
  computes a letter grade from a score
  computes the average grade per student
  assigns seats to guests at random
  finds overlapping meetings in a calendar
  finds free time slots between appointments
  converts a time from one time zone to another
  converts a 12-hour time to 24-hour time
  computes a person's age from the date of birth
  checks whether a string contains only digits
  replaces tabs with spaces in a text
  wraps long lines at 80 characters
  compares two version numbers like 1.2.10 and 1.3
  deep-copies a nested object
  compares two nested objects for equality
  zips two lists into a list of pairs
  partitions a list by a condition
  swaps the keys of two entries in a map
  counts the set bits of an integer
  checks whether a number is a power of two
  adds two large numbers given as strings
  estimates pi with the Monte Carlo method
  fits a straight line to a set of points
  sends an e-mail with an attachment
  hashes a password with a salt
  resizes an image to half its size
  reads temperatures from a sensor log and finds the peak
`);

/** "a class for …" */
export const classTasks = lines(`
  a bank account with deposit, withdraw and balance
  a stack with push, pop and peek
  a queue built on two stacks
  a singly linked list with insert and delete
  a binary search tree with insert and search
  a min-heap
  a hash map with separate chaining
  an LRU cache with a fixed capacity
  a trie with insert and prefix search
  a graph with adjacency lists
  a library that lends books to members
  a parking lot with a limited number of spaces
  a shopping cart with discounts
  a to-do list with priorities
  a student with a list of grades and an average
  an employee and a manager who inherits from it
  shapes with an area method, such as circles and rectangles
  a vector in two dimensions with addition and scaling
  a fraction that reduces itself
  a complex number with addition and multiplication
  a matrix with multiplication
  a deck of playing cards that can be shuffled and dealt
  an inventory that warns when stock runs low
  an elevator that serves requests in order
  a traffic light that changes state
  a timer that can be started, paused and reset
  a logger with several levels
  an event emitter with on, off and emit
  a simple observer pattern
  a singleton that holds settings
  a temperature that converts between units
  a circular buffer
  a vending machine that gives change
  a chess board that knows where the pieces are
`);

/** "a program that …": a little bigger than a function. */
export const programTasks = lines(`
  asks for two numbers and prints their sum
  lets the user guess a number between 1 and 100
  works as a calculator for the four basic operations
  plays hangman in the terminal
  keeps a to-do list in a text file
  manages contacts with add, search and delete
  asks quiz questions and keeps the score
  converts units of length, weight and temperature
  prints a receipt for a list of items
  counts words, lines and characters of a file
  renames all photos in a folder by date
  finds duplicate files by their hash
  watches a folder and prints new files
  downloads the weather for a city and shows it
  tracks expenses by category and prints a monthly report
  makes a countdown timer
  simulates a queue at a supermarket checkout
  simulates a bouncing ball
  draws a fractal tree
  plays tic-tac-toe for two players
  is a simple chat bot with fixed answers
  serves a small HTTP API with one route
  stores notes in a SQLite database
  plots the values of a CSV column
  scrapes headlines from a news page
  sends a daily reminder
  encrypts and decrypts a file with a password
  generates random sentences from word lists
  checks a list of URLs and reports broken ones
  runs three workers in parallel and collects their results
`);

/** SQL: what the query should return, and the tables it works on. */
export const sqlTasks = lines(`
  all customers who have not placed an order this year | customers(id, name) and orders(id, customer_id, created_at)
  the five best-selling products by quantity | order_items(order_id, product_id, quantity) and products(id, title)
  the average salary per department | employees(id, name, department, salary)
  employees who earn more than their manager | employees(id, name, salary, manager_id)
  the second highest salary | employees(id, name, salary)
  the number of orders per month in 2023 | orders(id, total, created_at)
  duplicate e-mail addresses | users(id, email)
  books that are overdue, with the name of the borrower | loans(book_id, member_id, due_date), books(id, title) and members(id, name)
  the total revenue per country | orders(id, customer_id, total) and customers(id, country)
  students who passed every exam | exams(student_id, course, grade)
  the latest message in each conversation | messages(id, conversation_id, body, sent_at)
  rooms that are free between two dates | rooms(id, number) and bookings(room_id, start_date, end_date)
  films with a rating above the average | films(id, title, rating)
  the longest flight of each airline | flights(id, airline, minutes)
  players with at least ten goals, best first | goals(player_id, match_id) and players(id, name)
  the share of cancelled orders per week | orders(id, status, created_at)
  users who signed up but never logged in | users(id, name) and logins(user_id, at)
  the three cheapest hotels in each city | hotels(id, city, name, price)
  a running total of sales by day | sales(day, amount)
  pairs of friends who like the same band | friends(a, b) and likes(user_id, band)
  the median order value | orders(id, total)
  products that were never ordered | products(id, title) and order_items(product_id)
  how many patients each doctor saw last month | visits(doctor_id, patient_id, visited_at) and doctors(id, name)
  the number of days between consecutive orders of a customer | orders(id, customer_id, created_at)
  articles with more than three tags | articles(id, title) and article_tags(article_id, tag)
  the average rating of each restaurant with at least 20 reviews | restaurants(id, name) and reviews(restaurant_id, stars)
  the most common first name among members | members(id, first_name, last_name)
  all invoices that are unpaid after 30 days | invoices(id, client, issued_on, paid_on)
  the hour of the day with the most visits | visits(id, visited_at)
  teachers and the number of pupils in their classes | teachers(id, name), classes(id, teacher_id) and pupils(id, class_id)
`);

/** Shell tasks, as a verb phrase. */
export const shellTasks = lines(`
  rename all .txt files in a folder to .md
  delete files older than 30 days
  count the lines of all Python files in a project
  back up a folder to a dated archive
  find the ten largest files under a directory
  replace a word in every file of a folder
  show the five processes using the most memory
  check whether a website is up and log the result
  convert all PNG images in a folder to JPEG
  print the IP addresses that appear most often in a log file
  create numbered folders from 01 to 12
  ask for a name and greet the user
  loop over the lines of a file and print them with line numbers
  stop when disk usage goes above 90 percent and print a warning
  move photos into folders named after their year
  find duplicate lines in a file
  extract the second column of a CSV file
  download a list of URLs from a file
  kill the process that listens on port 8080
  compare two folders and list missing files
  compress every log file in a directory
  print the current branch of every git repository in a folder
  make a file executable and add it to the path
  schedule a script to run every night at two
  remove trailing spaces from all source files
`);

/** Web pages: "a … page / rule", with the language that fits. */
export const webTasks = lines(`
  HTML | a login form with e-mail, password and a submit button
  HTML | a contact page with a form and an address
  HTML | a table with the opening hours of a shop
  HTML | a recipe page with ingredients and numbered steps
  HTML | a simple CV with headings and lists
  HTML | a navigation bar with five links
  HTML | a photo gallery with captions
  HTML | a sign-up form with a date picker and a checkbox
  HTML and CSS | a pricing section with three cards
  HTML and CSS | a landing page for a coffee shop
  HTML and CSS | a page with a header, a sidebar and a footer
  HTML and CSS | a progress bar at 60 percent
  HTML and CSS | a blog post layout that works on phones
  CSS | a button that changes colour on hover
  CSS | a centred box with rounded corners and a shadow
  CSS | a three-column grid that becomes one column on small screens
  CSS | a dark theme that follows the system setting
  CSS | a spinning loading indicator
  CSS | a sticky header that stays at the top
  CSS | striped rows for a table
  HTML, CSS and JavaScript | a counter with plus and minus buttons
  HTML, CSS and JavaScript | a to-do list that saves to local storage
  HTML, CSS and JavaScript | a digital clock that updates every second
  HTML, CSS and JavaScript | a menu that opens when a button is clicked
  HTML, CSS and JavaScript | an image slider with arrows
  HTML, CSS and JavaScript | a form that shows errors next to the fields
  HTML, CSS and JavaScript | a quiz with three questions
  React | a component that shows a list of users from an API
  React | a search box that filters a list while typing
  React | a modal dialog that closes with the Escape key
`);

/** R and data tasks, as a verb phrase. */
export const dataTasks = lines(`
  R | read a CSV file and show a summary of each column
  R | draw a scatter plot with a regression line
  R | compute the mean of a column by group
  R | run a t-test on two groups
  R | draw a histogram with ten bins
  R | remove rows with missing values
  R | merge two data frames by a key column
  R | simulate 1000 coin flips and plot the share of heads
  R | fit a linear model and print its coefficients
  R | turn a wide table into a long one
  pandas | load a CSV file and show rows where the price is above 100
  pandas | group sales by month and plot them
  pandas | fill missing values with the column mean
  pandas | join two tables on a customer number
  pandas | find the three most common values in a column
  pandas | compute the correlation between two columns
  pandas | turn a date column into year and month columns
  pandas | make a pivot table of sales by region and product
  NumPy | create a 5 by 5 identity matrix and multiply it by a vector
  NumPy | find the row with the largest sum in a matrix
  NumPy | generate normally distributed numbers and compute their variance
  NumPy | replace all negative values in an array with zero
  matplotlib | draw a line chart with two series and a legend
  matplotlib | draw a pie chart of expenses
  scikit-learn | train a decision tree on the iris data and print the accuracy
  scikit-learn | split data into training and test sets and fit a linear regression
`);
