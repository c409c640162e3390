package events

import (
	"fmt"
	"math"
	"time"
)

// Kind is what a customer did. It also gives the direction: quantities and
// amounts are never negative, a [Refund] takes back.
type Kind uint8

// The kinds of events. The zero Kind is a purchase.
const (
	Purchase Kind = iota // bought an item
	Refund               // gave an item back, or had its order cancelled
	View                 // looked at an item
	Cart                 // put an item into the cart
	Review               // rated an item
	kinds
)

// String returns the name in small letters, e.g. "purchase".
func (k Kind) String() string {
	if k < kinds {
		return [kinds]string{"purchase", "refund", "view", "cart", "review"}[k]
	}
	return fmt.Sprintf("Kind(%d)", uint8(k))
}

// Event is one line of an order, or one thing that a customer did.
type Event struct {
	Customer string    // who; "" is a customer that is not known
	Item     string    // what; "" is no item in particular
	Order    string    // the order it belongs to; "" is the order of this customer at this instant
	Time     time.Time // when, kept to the microsecond, in the years 1 to 9999: from 0001-01-02 to 9999-12-31, 0:00 of UTC
	Kind     Kind      // what was done
	Quantity float64   // how many units, finite and at least 0
	Amount   int64     // the money of the whole line after discount, in minor units (cents), at least 0
	Discount int64     // what was taken off, in minor units, at least 0
	Rating   float32   // the stars of a review, finite; 0 is none
}

// minTime and maxTime bound the years 1 to 9999 in any location.
var (
	minTime = time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC).UnixMicro()
	maxTime = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).UnixMicro()
)

// entry is the numbers of an event on its way into a log.
type entry struct {
	micros           int64
	kind             Kind
	quantity         float64
	amount, discount int64
	rating           float32
}

// check returns what is wrong with the numbers of e: the name of the field
// and the reason, or "".
func (e *entry) check() (field, reason string) {
	switch {
	case !inYears(e.micros):
		return "Time", "is not in the years 1 to 9999"
	case e.kind >= kinds:
		return "Kind", "is unknown"
	case !(e.quantity >= 0) || math.IsInf(e.quantity, 1):
		return "Quantity", "is not a finite number of at least 0"
	case e.amount < 0:
		return "Amount", "is negative"
	case e.discount < 0:
		return "Discount", "is negative"
	case e.rating-e.rating != 0:
		return "Rating", "is not finite"
	}
	return "", ""
}
