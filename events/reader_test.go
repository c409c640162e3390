package events_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/clm-go/clm/events"
	"github.com/stretchr/testify/require"
)

// plainRead is CSV.Read in the plainest words: all rows in memory, money as
// fractions, duplicates by their texts. It knows UTC, one layout and no kinds.
func plainRead(t *testing.T, text string, p events.Policy) ([]events.Event, map[events.Reason]int, map[events.Reason]int) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	var out []events.Event
	dropped, found := map[events.Reason]int{}, map[events.Reason]int{}
	seen := map[string]bool{}
	for _, f := range rows[1:] {
		when, err := time.Parse("2006-01-02 15:04:05", f[3])
		if err != nil {
			dropped[events.BadTime]++
			continue
		}
		quantity, ok := new(big.Rat).SetString(f[4])
		if !ok {
			dropped[events.BadQuantity]++
			continue
		}
		price, ok := new(big.Rat).SetString(f[5])
		if !ok {
			dropped[events.BadPrice]++
			continue
		}
		cents := new(big.Rat).Mul(new(big.Rat).Abs(quantity), new(big.Rat).Abs(price))
		cents.Mul(cents, big.NewRat(100, 1))
		up := new(big.Rat).Add(cents, big.NewRat(1, 2))
		whole := new(big.Int).Div(up.Num(), up.Denom())
		if !whole.IsInt64() {
			dropped[events.TooMuch]++
			continue
		}
		e := events.Event{Customer: f[0], Item: f[1], Order: f[2], Time: when, Amount: whole.Int64()}
		e.Quantity, _ = new(big.Rat).Abs(quantity).Float64()
		cancels := p.CancelPrefix != "" && strings.HasPrefix(e.Order, p.CancelPrefix)
		minus, minusPrice, zero := quantity.Sign() < 0, price.Sign() < 0, price.Sign() == 0
		var why events.Reason
		switch {
		case slices.Contains(p.DropItems, e.Item):
			why = events.DroppedItem
		case e.Customer == "" && p.NoCustomer == events.Drop:
			why = events.NoCustomer
		case cancels && p.Cancelled == events.Drop:
			why = events.Cancelled
		case minus && p.Negative == events.Drop:
			why = events.Negative
		case minusPrice && p.NegativePrice != events.AsRefund:
			why = events.NegativePrice
		case zero && p.ZeroPrice == events.Drop:
			why = events.ZeroPrice
		}
		if why != "" {
			dropped[why]++
			continue
		}
		if key := fmt.Sprintf("%q", f); p.Duplicates == events.Drop {
			if seen[key] {
				dropped[events.Duplicate]++
				continue
			}
			seen[key] = true
		}
		if cancels || minus || minusPrice {
			e.Kind = events.Refund
		}
		for reason, is := range map[events.Reason]bool{
			events.NoCustomer: e.Customer == "", events.Cancelled: cancels, events.Negative: minus,
			events.NegativePrice: minusPrice, events.ZeroPrice: zero, events.Rounded: !cents.IsInt(),
		} {
			if is {
				found[reason]++
			}
		}
		out = append(out, e)
	}
	return out, dropped, found
}

func randomCSV(r *rand.Rand, rows int) string {
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.UseCRLF = r.IntN(2) == 0
	w.Write([]string{"Who", "what", " ORDER", "time", "Quantity", "price", "text"})
	var row []string
	for range rows {
		if row != nil && r.IntN(5) == 0 {
			w.Write(row)
			continue
		}
		row = []string{
			pick("", "a", "b", "17850.0", "käufer"), pick("x", "y", "FEE", "1,5", `5" plate`), pick("", "1", "C1", "C2", "CC"),
			pick("2011-01-01 00:00:00", "2011-01-02 00:00:00", "2011-02-30 00:00:00", "2011-01-01 23:59:59", "2011-01-01  1:00:00", ""),
			pick("1", "2", "-3", "2.5", "1e2", "0", "-0", "02", "+2", "a", ""), pick("2.5", "2.50", "0.001", "0", "-1", "0.005", "99999999999999999", "x"),
			pick("plain", "two\nlines", `"quoted"`, "a,b", ""),
		}
		w.Write(row)
	}
	w.Flush()
	return b.String()
}

func TestCSVAgainstPlainReader(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	reasons := map[events.Reason]bool{}
	for round := range 60 {
		text := randomCSV(r, r.IntN(400))
		or := func(a events.Action) events.Action { return []events.Action{"", a}[r.IntN(2)] }
		p := events.Policy{
			NoCustomer: or(events.Drop), Duplicates: or(events.Drop), Negative: or(events.Drop), Cancelled: or(events.Drop),
			ZeroPrice: or(events.Drop), NegativePrice: or(events.AsRefund), MinKept: -1,
		}
		if r.IntN(2) == 0 {
			p.CancelPrefix, p.DropItems = "C", []string{"FEE"}
		}
		want, dropped, found := plainRead(t, text, p)
		wantLog, _, err := events.Collect(context.Background(), func(yield func(events.Event, error) bool) {
			for _, e := range want {
				if !yield(e, nil) {
					return
				}
			}
		})
		require.NoError(t, err)

		got, c, err := events.CSV{
			Customer: "who", Item: "What", Order: "order", Time: "time", Quantity: "quantity", Price: "price", Policy: p,
			Layouts: []string{"2006-01-02 15:04:05"},
		}.Read(context.Background(), strings.NewReader(text))
		require.NoError(t, err)
		require.Equal(t, fileOf(t, wantLog), fileOf(t, got), "round %d", round)
		sum := c.Kept
		for _, f := range c.Findings {
			reasons[f.Reason] = true
			if f.Dropped {
				require.Equal(t, dropped[f.Reason], f.Count, "%s, round %d", f.Reason, round)
				delete(dropped, f.Reason)
				sum += f.Count
			} else {
				require.Equal(t, found[f.Reason], f.Count, "%s, round %d", f.Reason, round)
				delete(found, f.Reason)
			}
			require.Len(t, f.First, min(5, f.Count))
		}
		require.Empty(t, dropped)
		require.Empty(t, found)
		require.Equal(t, c.Read, sum)
		require.Equal(t, len(want), c.Kept)
	}
	require.Len(t, reasons, 12, "all reasons of such files were met: %v", reasons)
}

// fileOf returns the checksum of the log's file.
func fileOf(t *testing.T, l *events.Log) string {
	b, err := l.MarshalBinary()
	require.NoError(t, err)
	return fmt.Sprintf("%x", sha256.Sum256(b))
}

// list returns the events of a log as texts.
func list(l *events.Log) []string {
	var out []string
	for _, e := range l.All() {
		out = append(out, strings.TrimSpace(fmt.Sprintf("%s|%s|%s|%s|%s|%s|%d", e.Customer, e.Item, e.Order, e.Time.Format("2006-01-02 15:04:05 -0700"), e.Kind, strconv.FormatFloat(e.Quantity, 'g', -1, 64), e.Amount)))
	}
	return out
}

func read(t *testing.T, c events.CSV, text string) (*events.Log, *events.Cleaning, error) {
	t.Helper()
	l, cleaning, err := c.Read(context.Background(), strings.NewReader(text))
	require.NotNil(t, cleaning)
	require.Equal(t, err != nil, l == nil)
	sum := cleaning.Kept
	for _, f := range cleaning.Findings {
		if f.Dropped {
			sum += f.Count
		}
	}
	require.Equal(t, cleaning.Read, sum, "%v", cleaning)
	return l, cleaning, err
}
