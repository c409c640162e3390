package main

import (
	"math"
	"strconv"
	"strings"
)

// money writes amounts of one currency.
type money struct {
	symbol string  // before the number, may be empty
	minor  float64 // minor units in one unit
}

// newMoney knows the symbols of a few currencies; others are written as they
// are called, and no name is no symbol.
func newMoney(currency string, minor int) money {
	symbol, ok := map[string]string{"": "", "GBP": "£", "EUR": "€", "USD": "$", "JPY": "¥"}[currency]
	if !ok {
		symbol = currency + " "
	}
	return money{symbol: symbol, minor: float64(minor)}
}

// whole writes an amount in minor units without them: £8,887,209.
func (m money) whole(amount float64) string {
	return sign(amount) + m.symbol + thousands(strconv.FormatFloat(math.Abs(amount)/m.minor, 'f', 0, 64))
}

// short writes an amount in minor units with three digits: £500, £1.25k, £3M.
func (m money) short(amount float64) string {
	v, unit := math.Abs(amount)/m.minor, ""
	for _, u := range []string{"k", "M", "bn"} {
		if v < 999.5 {
			break
		}
		v, unit = v/1000, u
	}
	decimals := 2
	if v >= 99.95 {
		decimals = 0
	} else if v >= 9.995 {
		decimals = 1
	}
	s := strconv.FormatFloat(v, 'f', decimals, 64)
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	return sign(amount) + m.symbol + s + unit
}

// sign returns what stands before the symbol.
func sign(amount float64) string {
	if amount < 0 {
		return "−"
	}
	return ""
}

// count writes a number with commas: 4,338.
func count(n int) string { return thousands(strconv.Itoa(n)) }

// thousands puts commas between the thousands of a whole number.
func thousands(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "−", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return sign + digits
}

// percent writes a share: 41%; small ones with one decimal.
func percent(share float64) string {
	if share > 0 && share < 0.0005 {
		return "<0.1%"
	}
	if share > 0 && share < 0.0995 {
		return strconv.FormatFloat(100*share, 'f', 1, 64) + "%"
	}
	return strconv.FormatFloat(100*share, 'f', 0, 64) + "%"
}
