package tax

// The rules for check digits, as the countries' tax administrations publish them. Each function gets a number that has its country's
// form.

// weighed is the sum of digits times weights, from the left.
func weighed(number string, weights ...int) int {
	sum := 0
	for i, w := range weights {
		sum += int(number[i]-'0') * w
	}
	return sum
}

// value is the number that digits make.
func value(digits string) int {
	n := 0
	for i := range len(digits) {
		n = n*10 + int(digits[i]-'0')
	}
	return n
}

// last is the last digit.
func last(number string) int { return int(number[len(number)-1] - '0') }

// iso7064 is ISO/IEC 7064, MOD 11,10: Germany and Croatia.
func iso7064(number string) bool {
	product := 10
	for i := range len(number) - 1 {
		sum := (int(number[i]-'0') + product) % 10
		if sum == 0 {
			sum = 10
		}
		product = 2 * sum % 11
	}
	return (11-product)%10 == last(number)
}

// luhn is ISO/IEC 7812-1, annex B: Italy, and Sweden's first ten digits.
func luhn(number string) bool {
	sum := 0
	for i := range len(number) {
		d := int(number[len(number)-1-i] - '0')
		if i%2 == 1 {
			d = d/5 + 2*d%10 // the digits' sum of twice d
		}
		sum += d
	}
	return sum%10 == 0
}

func austria(number string) bool {
	sum := 4
	for i := range 7 {
		d := int(number[i+1] - '0')
		if i%2 == 1 {
			d = d/5 + 2*d%10
		}
		sum += d
	}
	return (10-sum%10)%10 == last(number)
}

func belgium(number string) bool { return 97-value(number[:8])%97 == value(number[8:]) }

func cyprus(number string) bool {
	odd := [10]int{1, 0, 5, 7, 9, 13, 15, 17, 19, 21}
	sum := 0
	for i := range 8 {
		d := int(number[i] - '0')
		if i%2 == 0 {
			d = odd[d]
		}
		sum += d
	}
	return number[8] == byte('A'+sum%26)
}

func denmark(number string) bool { return weighed(number, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }

func estonia(number string) bool { return weighed(number, 3, 7, 1, 3, 7, 1, 3, 7, 1)%10 == 0 }

func finland(number string) bool { return weighed(number, 7, 9, 10, 5, 8, 4, 2, 1)%11 == 0 }

// france checks the key of digits; keys with letters are given too, by rules not published.
func france(number string) bool {
	if !matches("99", number[:2]) {
		return true
	}
	return (12+3*(value(number[2:])%97))%97 == value(number[:2])
}

func greece(number string) bool {
	return weighed(number, 256, 128, 64, 32, 16, 8, 4, 2)%11%10 == last(number)
}

func hungary(number string) bool { return weighed(number, 9, 7, 3, 1, 9, 7, 3, 1)%10 == 0 }

// ireland has the check letter in eighth place; a letter behind it counts nine times its place in the alphabet. The old form, with
// something other than a digit in second place, is rearranged.
func ireland(number string) bool {
	digits, extra := number[:7], 0
	if !matches("9", number[1:2]) {
		digits = "0" + number[2:7] + number[:1]
	}
	if len(number) == 9 && number[8] != 'W' {
		extra = int(number[8]-'A') + 1
	}
	rest := (weighed(digits, 8, 7, 6, 5, 4, 3, 2) + 9*extra) % 23
	return number[7] == "WABCDEFGHIJKLMNOPQRSTUV"[rest]
}

// lithuania weighs with 1, 2 … and, should that leave 10, with 3, 4 …
func lithuania(number string) bool {
	for _, first := range []int{1, 3} {
		sum := 0
		for i := range len(number) - 1 {
			sum += int(number[i]-'0') * ((first-1+i)%9 + 1)
		}
		if rest := sum % 11; rest != 10 || first == 3 {
			return rest%10 == last(number)
		}
	}
	return false
}

func luxembourg(number string) bool { return value(number[:6])%89 == value(number[6:]) }

func malta(number string) bool { return 37-weighed(number, 3, 4, 6, 7, 8, 9)%37 == value(number[6:]) }

// netherlands takes the number of a company, whose ninth digit is checked, and since 2020 that of a sole trader, by ISO 7064, MOD 97-10.
func netherlands(number string) bool {
	if weighed(number, 9, 8, 7, 6, 5, 4, 3, 2)%11 == int(number[8]-'0') {
		return true
	}
	rest := 2321 % 97 // NL, as two-digit numbers of its letters
	for i := range len(number) {
		if c := number[i]; c == 'B' {
			rest = (rest*100 + 11) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	return rest == 1
}

func poland(number string) bool {
	return weighed(number, 6, 5, 7, 2, 3, 4, 5, 6, 7)%11 == last(number)
}

func portugal(number string) bool {
	return (11-weighed(number, 9, 8, 7, 6, 5, 4, 3, 2)%11)%11%10 == last(number)
}

func romania(number string) bool {
	padded := "0000000000"[len(number):] + number
	return weighed(padded, 7, 5, 3, 2, 1, 7, 5, 3, 2)*10%11%10 == last(number)
}

func sweden(number string) bool { return luhn(number[:10]) && number[10:] != "00" }

func slovenia(number string) bool {
	check := 11 - weighed(number, 8, 7, 6, 5, 4, 3, 2)%11
	return check != 11 && check%10 == last(number)
}

func slovakia(number string) bool { return value(number)%11 == 0 }

// britain leaves numbers of government departments and health authorities unchecked, which have none.
func britain(number string) bool {
	if len(number) < 9 {
		return true
	}
	rest := (weighed(number, 8, 7, 6, 5, 4, 3, 2) + value(number[7:9])) % 97
	return rest == 0 || rest == 42
}

func switzerland(number string) bool {
	return weighed(number, 5, 4, 3, 2, 7, 6, 5, 4, 1)%11 == 0
}

func norway(number string) bool { return weighed(number, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0 }
