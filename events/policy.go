package events

import clm "github.com/clm-go/clm"

// Action is what a [Policy] does with a row.
type Action string

// What can be done with a row. Each field of [Policy] says which of these it
// takes, and which of them "" stands for.
const (
	Keep     Action = "keep"   // take it as it is
	Drop     Action = "drop"   // leave it out, and count it
	AsRefund Action = "refund" // take it as a refund of the same quantity and amount
)

// Policy says what becomes of rows that can be read but are not plain
// purchases. Whatever it does is counted in [Cleaning].
//
// A row is dropped for one reason only, the first that applies in this order:
// it cannot be read, [DroppedItem], [NoCustomer], [Cancelled], [Negative],
// [NegativePrice], [ZeroPrice], [Duplicate]. The order changes only under which
// reason a row is counted, not which rows are kept.
type Policy struct {
	// NoCustomer is for rows whose customer is empty. "" means Keep: they count
	// for baskets and items, and are left out of tables of customers. Drop
	// leaves them out of the log.
	NoCustomer Action

	// Duplicates is for rows that are equal to an earlier one in all columns of
	// the input, also those that are not mapped, as they are written. "" means
	// Keep: two equal lines may well be two purchases, and nothing is compared.
	// Drop leaves out every copy after the first. Until the log is made that takes
	// 25 bytes a row, 4 more for each column that is not mapped and for Discount,
	// Kind and Rating, and those columns' different texts.
	Duplicates Action

	// Negative is for purchases with a quantity below 0, or an amount below 0 in
	// an Amount column. "" means AsRefund; or Drop. Views, carts and reviews
	// with a negative number cannot be read.
	Negative Action

	// CancelPrefix is how the ids of orders begin that cancel another, such as
	// "C" where C536379 takes back goods. "" means no order cancels. Only
	// purchases are cancelled; one with a negative quantity too is one refund.
	CancelPrefix string

	// Cancelled is for rows whose order begins with CancelPrefix. "" means
	// AsRefund; or Drop.
	Cancelled Action

	// ZeroPrice is for purchases and refunds whose price, or amount in an Amount
	// column, is 0. "" means Keep: a present is an event too. Drop leaves them
	// out.
	ZeroPrice Action

	// NegativePrice is for rows whose unit price is below 0. "" means Drop:
	// such rows correct the books and are no purchase. AsRefund takes them as
	// money given back.
	NegativePrice Action

	// DropItems are items to leave out, such as postage, fees and tests. Nil
	// means none.
	DropItems []string

	// DropItem tells which other items to leave out. Nil means none. It is
	// called once for each different item and must give the same answer for the
	// same item.
	DropItem func(item string) bool `json:"-"`

	// MinKept is the share of rows that must be readable, from 0 to 1: below it
	// the reader returns an error, because a mapping or a layout must be wrong.
	// Rows dropped by policy count as readable. 0 means 0.5; negative means
	// any share will do.
	MinKept float64
}

// check returns the policy with its defaults filled in.
func (p Policy) check(typ string) (Policy, error) {
	for _, f := range []struct {
		name   string
		action *Action
		none   Action
		other  Action
	}{
		{"NoCustomer", &p.NoCustomer, Keep, Drop},
		{"Duplicates", &p.Duplicates, Keep, Drop},
		{"Negative", &p.Negative, AsRefund, Drop},
		{"Cancelled", &p.Cancelled, AsRefund, Drop},
		{"ZeroPrice", &p.ZeroPrice, Keep, Drop},
		{"NegativePrice", &p.NegativePrice, Drop, AsRefund},
	} {
		if *f.action == "" {
			*f.action = f.none
		}
		if *f.action != f.none && *f.action != f.other {
			return p, &clm.ConfigError{Type: typ, Field: "Policy." + f.name, Value: string(*f.action), Want: `"` + string(f.none) + `" (or "") or "` + string(f.other) + `"`}
		}
	}
	if !(p.MinKept <= 1) {
		return p, &clm.ConfigError{Type: typ, Field: "Policy.MinKept", Value: p.MinKept, Want: "at most 1"}
	}
	if p.MinKept == 0 {
		p.MinKept = 0.5
	}
	return p, nil
}
