package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/events"
)

// shop is the goods that were bought, and what they are called.
type shop struct {
	log   *events.Log
	codes *clm.Index[string] // stock codes, numbered as the items of the log
	names *clm.Index[string] // descriptions, numbered likewise
}

// readShop reads orders and keeps what belongs into baskets: goods that a known
// customer bought. Codes of goods begin with a digit; the others are postage,
// fees and corrections.
func readShop(ctx context.Context, in io.Reader) (*shop, *events.Cleaning, error) {
	orders, cleaning, err := events.CSV{
		Customer: "CustomerID", Item: "StockCode", Order: "InvoiceNo",
		Time: "InvoiceDate", Quantity: "Quantity", Price: "UnitPrice", Keep: []string{"Description"},
		Policy: events.Policy{NoCustomer: events.Drop, Duplicates: events.Drop, ZeroPrice: events.Drop, CancelPrefix: "C"},
	}.Read(ctx, in)
	if err != nil {
		return nil, nil, err
	}
	s := &shop{log: orders.Where(func(e events.Event) bool {
		return e.Kind == events.Purchase && e.Item != "" && '0' <= e.Item[0] && e.Item[0] <= '9'
	})}
	s.codes = s.log.Items()
	descriptions, _ := s.log.ItemAttribute("Description")
	var names clm.IndexBuilder[string]
	for i, code := range s.codes.All() {
		// A few descriptions stand for several goods; with the code they do not.
		name := strings.TrimSpace(descriptions[i])
		for n, _ := names.Add(name); n < i; n, _ = names.Add(name) {
			name += " (" + code + ")"
		}
	}
	s.names = names.Index()
	return s, cleaning, nil
}

// split returns the baskets before an instant, and those from it on.
func (s *shop) split(at time.Time) (train, test iter.Seq[[]int], err error) {
	first, last := s.log.Span()
	before, after := s.log.Before(at), s.log.Between(at, last.AddDate(0, 0, 1))
	if before.Len() == 0 || after.Len() == 0 {
		return nil, nil, fmt.Errorf("-before is %s, want a date after %s and up to %s, so that there are orders on both sides",
			at.Format(time.DateOnly), first.Format(time.DateOnly), last.Format(time.DateOnly))
	}
	return s.baskets(before), s.baskets(after), nil
}

// baskets walks the orders of a part of the log. A part numbers its items by
// itself, so they get the numbers of the whole, which all parts share.
func (s *shop) baskets(part *events.Log) iter.Seq[[]int] {
	number := make([]int, part.Items().Len())
	for i, code := range part.Items().All() {
		number[i], _ = s.codes.Of(code)
	}
	return func(yield func([]int) bool) {
		for basket := range part.Baskets() {
			for i, item := range basket {
				basket[i] = number[item]
			}
			if !yield(basket) {
				return
			}
		}
	}
}

// chosen returns a basket of goods by their codes, or three baskets if there
// are none.
func (s *shop) chosen(codes []string) ([][]int, error) {
	wanted := [][]string{{"22697"}, {"20725", "22384"}, {"22727", "85123A", "47566"}}
	if len(codes) > 0 {
		wanted = [][]string{codes}
	}
	var baskets [][]int
	for _, codes := range wanted {
		var basket []int
		for _, code := range codes {
			item, ok := s.codes.Of(code)
			if !ok {
				return nil, fmt.Errorf("no order has goods with the stock code %q; 22697 is one", code)
			}
			basket = append(basket, item)
		}
		baskets = append(baskets, basket)
	}
	return baskets, nil
}

// list writes the names of goods: cup, plate and spoon.
func (s *shop) list(items []int) string {
	var b strings.Builder
	for i, item := range items {
		switch {
		case i > 0 && i == len(items)-1:
			b.WriteString(" and ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(s.names.ID(item))
	}
	return b.String()
}
