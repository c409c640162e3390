package events

import (
	"bytes"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
	"github.com/clm-go/clm/internal/modeltest"
)

func TestTallyFile(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	for i := range 30 {
		l := makeLog(t, somePlaces[i%4], randomOrders(r, r.IntN(100))...)
		tally := tallyOf(t, someUnits[i%3], l)
		b := tallyBytes(t, tally)
		var again Tally
		require.NoError(t, again.UnmarshalBinary(b))
		require.Equal(t, b, tallyBytes(t, &again))
		require.Equal(t, tally.Unit(), again.Unit())
		require.Equal(t, tally.Last(), again.Last())
		require.Equal(t, l.place, again.Location().String())
		more, err := again.AppendBinary([]byte("before"))
		require.NoError(t, err)
		require.Equal(t, append([]byte("before"), b...), more)
	}
	// What was read goes on counting.
	var whole Tally
	cut := at(t, "2024-01-03")
	l := makeLog(t, "",
		Event{Customer: "ann", Time: at(t, "2024-01-01"), Amount: 5},
		Event{Customer: "ann", Time: at(t, "2024-01-04"), Amount: 7})
	require.NoError(t, whole.UnmarshalBinary(tallyBytes(t, tallyOf(t, clm.Day, l.Before(cut)))))
	require.NoError(t, whole.AddLog(l.Between(cut, cut.AddDate(1, 0, 0))))
	require.Equal(t, tallyBytes(t, tallyOf(t, clm.Day, l)), tallyBytes(t, &whole))
	require.Panics(t, func() { _ = whole.UnmarshalBinary(nil) })
	made, err := NewTally("", "")
	require.NoError(t, err)
	require.Panics(t, func() { _ = made.UnmarshalBinary(nil) })
}

func TestDamagedTallyFiles(t *testing.T) {
	b := tallyBytes(t, tallyOf(t, clm.Week, makeLog(t, "Europe/Paris", randomOrders(rand.New(rand.NewPCG(4, 4)), 12)...)))
	for n := range b {
		var got Tally
		require.ErrorIs(t, got.UnmarshalBinary(b[:n]), clm.ErrFormat, "cut to %d bytes", n)
		require.Equal(t, Tally{}, got)
	}
	for i := range len(b) * 8 {
		c := bytes.Clone(b)
		c[i/8] ^= 1 << (i % 8)
		require.ErrorIs(t, new(Tally).UnmarshalBinary(c), clm.ErrFormat, "bit %d", i)
	}
}

// Numbers that no events have must not come in, even under a right checksum.
func TestImpossibleTallyFiles(t *testing.T) {
	fresh := func() *Tally {
		return tallyOf(t, clm.Day, makeLog(t, "",
			Event{Customer: "ann", Time: at(t, "2024-01-01"), Amount: 5, Quantity: 1},
			Event{Customer: "ann", Time: at(t, "2024-01-04"), Amount: 7, Quantity: 1},
			Event{Customer: "bob", Time: at(t, "2024-01-04"), Amount: 7, Kind: Refund},
			Event{Customer: "cid", Time: at(t, "2024-01-05"), Amount: 7}))
	}
	require.NoError(t, new(Tally).UnmarshalBinary(tallyBytes(t, fresh())))
	const ann, bob, cid = 0, 1, 2
	for name, spoil := range map[string]func(*Tally){
		"squares too large":             func(t *Tally) { t.states[ann].squares++ },
		"squares too small":             func(t *Tally) { t.states[ann].squares = 2 },
		"more periods than days":        func(t *Tally) { t.states[ann].periods = 20 },
		"one period of two":             func(t *Tally) { t.states[ann].periods = 1 },
		"negative periods":              func(t *Tally) { t.states[ann].periods = -1 },
		"first after last":              func(t *Tally) { t.states[ann].first = t.states[ann].last + 1 },
		"far away":                      func(t *Tally) { t.states[ann].last = 1 << 62 },
		"far back":                      func(t *Tally) { t.states[ann].first = -1 << 62 },
		"a day not that of its instant": func(t *Tally) { s := &t.states[cid]; s.first -= 2; s.last -= 2 },
		"days further apart than years are long": func(t *Tally) {
			const days, periods = 8_000_000, 2_700_000
			widest := int64(days - (periods - 1) + 1)
			t.states[ann].first, t.states[ann].last, t.states[ann].periods = -days/2, days/2, periods
			t.states[ann].squares = widest*widest + periods - 2
		},
		"no order":                      func(t *Tally) { t.states[ann].orders = 0 },
		"negative units":                func(t *Tally) { t.states[ann].units = -1 },
		"first money too much":          func(t *Tally) { t.states[ann].firstGross = 13 },
		"negative money":                func(t *Tally) { t.states[ann].firstGross = -1 },
		"times exchanged":               func(t *Tally) { t.states[ann].firstTime = t.states[ann].lastTime + 1 },
		"after the last event":          func(t *Tally) { t.states[cid].lastTime = t.last + 1 },
		"before year 1":                 func(t *Tally) { t.states[ann].firstTime = minTime - 1 },
		"nothing at all":                func(t *Tally) { t.states[bob].refunds, t.states[bob].refunded = 0, 0 },
		"refunded without refund":       func(t *Tally) { t.states[bob].refunds = 0 },
		"negative refund":               func(t *Tally) { t.states[bob].refunded = -1 },
		"negative refunds":              func(t *Tally) { t.states[cid].refunds = -1 },
		"money without purchase":        func(t *Tally) { t.states[bob].gross = 1 },
		"squares of one period":         func(t *Tally) { t.states[cid].squares = 1 },
		"first money is not all":        func(t *Tally) { t.states[cid].firstGross = 6 },
		"no name":                       func(t *Tally) { t.names[ann] = "" },
		"twice the same name":           func(t *Tally) { t.names[bob] = "ann" },
		"customers without event":       func(t *Tally) { t.any, t.last = false, 0 },
		"last event of an empty tally":  func(t *Tally) { t.any, t.names, t.states = false, nil, nil },
		"last event outside all years":  func(t *Tally) { t.last = maxTime + 1 },
		"a unit that does not exist":    func(t *Tally) { t.unit = "hour" },
		"a place that does not exist":   func(t *Tally) { t.place = "Atlantis" },
		"a place that is not one place": func(t *Tally) { t.place = "Local" },
		"a place outside the zone data": func(t *Tally) { t.place = "../../etc/passwd" },
	} {
		tally := fresh()
		spoil(tally)
		require.ErrorIs(t, new(Tally).UnmarshalBinary(tallyBytes(t, tally)), clm.ErrFormat, name)
	}
}

func FuzzTallyFile(f *testing.F) {
	r := rand.New(rand.NewPCG(5, 5))
	for i := range 4 {
		f.Add(tallyBytes(f, tallyOf(f, someUnits[i], makeLog(f, somePlaces[i], randomOrders(r, i*5)...))))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		b = modeltest.Repair(b)
		var got Tally
		if err := got.UnmarshalBinary(b); err != nil {
			require.ErrorIs(t, err, clm.ErrFormat)
			return
		}
		require.Equal(t, b, tallyBytes(t, &got))
		_, _ = Summaries{AsOf: at(t, "9999-01-01"), Unit: got.Unit()}.Of(&got)
	})
}

// A file of version 1, written when it was new, is read for ever.
func TestTallyFileOfVersion1(t *testing.T) {
	tally := tallyOf(t, clm.Week, makeLog(t, "Europe/Paris", []Event{
		{Customer: "ann", Order: "1", Item: "tea", Time: at(t, "2024-01-08 09:00"), Quantity: 2.5, Amount: 1200},
		{Customer: "ann", Order: "2", Item: "jam", Time: at(t, "2024-03-04 23:30"), Quantity: 1, Amount: 450},
		{Customer: "ann", Order: "2", Item: "jam", Time: at(t, "2024-03-06 12:00"), Quantity: 1, Amount: 450, Kind: Refund},
		{Customer: "élise", Time: at(t, "2024-03-31 22:30"), Quantity: 1, Amount: 99}, // Monday in Paris
		{Customer: "zoé", Time: at(t, "2024-04-02"), Amount: 50, Kind: Refund},
		{Time: at(t, "2024-04-03"), Amount: 7},
	}...))
	b, err := os.ReadFile("testdata/tally_v1.bin")
	require.NoError(t, err)
	var old Tally
	require.NoError(t, old.UnmarshalBinary(b))
	require.Equal(t, tallyBytes(t, tally), tallyBytes(t, &old))
	s, err := Summaries{AsOf: at(t, "2024-05-01"), Unit: clm.Week}.Of(&old)
	require.NoError(t, err)
	require.Len(t, s, 2)
	require.Equal(t, []int{1, 8, 16, 8, 2}, []int{s[0].Frequency, s[0].Recency, s[0].T, s[0].SinceLast, s[0].Orders})
	require.Equal(t, []any{3.5, int64(1650), int64(450)}, []any{s[0].Units, s[0].Gross, s[0].Refunded})
	require.Equal(t, []any{"élise", 4}, []any{s[1].Customer, s[1].SinceLast})
}
