package events

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	clm "github.com/clm-go/clm"
)

// keptEvent is an event with the texts of the kept columns.
type keptEvent struct {
	Event
	kept []string
}

// plainLog makes a log of events, in UTC and without kept columns.
func plainLog(t testing.TB, es ...Event) *Log {
	t.Helper()
	var ks []keptEvent
	for _, e := range es {
		ks = append(ks, keptEvent{Event: e})
	}
	return keptLog(t, "UTC", nil, ks)
}

func keptLog(t testing.TB, place string, columns []string, es []keptEvent) *Log {
	t.Helper()
	s, err := newSetting("events.test", place, "GBP", 0, time.Time{})
	require.NoError(t, err)
	b := newBuilder("events.test", columns...)
	for _, e := range es {
		x := entryOf(e.Event, e.kept...)
		field, reason := x.check()
		require.Empty(t, field, reason)
		require.NoError(t, b.add(x))
	}
	l, err := b.log(t.Context(), s)
	require.NoError(t, err)
	return l
}

// randomEvents returns events of few names and instants, so that many agree
// in many fields.
func randomEvents(r *rand.Rand, n int) []keptEvent {
	at := time.Date(2011, 3, 26, 23, 0, 0, 0, time.UTC)
	names := []string{"", "b", "a", "aa", "Z", "é"}
	var out []keptEvent
	for range n {
		e := keptEvent{kept: []string{names[r.IntN(6)], names[r.IntN(2)]}}
		e.Customer, e.Item, e.Order = names[r.IntN(6)], names[r.IntN(4)], names[r.IntN(3)]
		e.Time = at.Add(time.Duration(r.IntN(6)) * 37 * time.Minute)
		e.Kind = Kind(r.IntN(int(kinds)))
		e.Quantity, e.Amount = float64(r.IntN(3)), int64(r.IntN(3))
		if n%2 == 0 {
			e.Discount, e.Rating = int64(r.IntN(2)), float32(r.IntN(3)-1)
		}
		out = append(out, e)
	}
	return out
}

func compareEvents(a, b keptEvent) int {
	return cmp.Or(a.Time.Compare(b.Time), strings.Compare(a.Customer, b.Customer), strings.Compare(a.Order, b.Order), strings.Compare(a.Item, b.Item),
		cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Quantity, b.Quantity), cmp.Compare(a.Amount, b.Amount),
		cmp.Compare(a.Discount, b.Discount), cmp.Compare(a.Rating, b.Rating), slices.Compare(a.kept, b.kept))
}

var keptColumns = []string{"colour", "size"}

func TestLogIsInOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 120 {
		es := randomEvents(r, n)
		l := keptLog(t, "Europe/London", keptColumns, es)
		slices.SortFunc(es, compareEvents)
		require.Equal(t, n, l.Len())
		var customers, items []string
		type key struct {
			customer, order string
			micros          int64
		}
		var orders []key
		for i, got := range l.All() {
			want := es[i].Event
			require.True(t, want.Time.Equal(got.Time))
			require.Equal(t, "Europe/London", got.Time.Location().String())
			got.Time = want.Time
			require.Equal(t, want, got)
			require.Equal(t, l.At(i).Customer, want.Customer)
			require.Equal(t, numberOf(&customers, want.Customer, want.Customer != ""), l.Customer(i))
			require.Equal(t, numberOf(&items, want.Item, want.Item != ""), l.Item(i))
			k := key{want.Customer, want.Order, 0}
			if want.Order == "" {
				k.micros = want.Time.UnixMicro()
			}
			require.Equal(t, numberOf(&orders, k, true), l.Order(i))
		}
		require.Equal(t, len(orders), l.Orders())
		for i, name := range l.Customers().All() {
			require.Equal(t, customers[i], name)
		}
		require.Equal(t, len(customers), l.Customers().Len())
		require.Equal(t, len(items), l.Items().Len())
	}
}

func numberOf[T comparable](list *[]T, x T, known bool) int {
	if !known {
		return -1
	}
	i := slices.Index(*list, x)
	if i < 0 {
		i = len(*list)
		*list = append(*list, x)
	}
	return i
}

func TestLogDoesNotDependOnTheOrderOfReading(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 1))
	for n := range 60 {
		es := randomEvents(r, 2*n)
		want, err := keptLog(t, "UTC", keptColumns, es).MarshalBinary()
		require.NoError(t, err)
		for range 3 {
			r.Shuffle(len(es), func(i, j int) { es[i], es[j] = es[j], es[i] })
			got, err := keptLog(t, "UTC", keptColumns, es).MarshalBinary()
			require.NoError(t, err)
			require.Equal(t, want, got)
		}
	}
}

// Long logs are sorted in blocks; runs of one instant cross their borders.
func TestLongLogIsInOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	var es []Event
	for i := range 200_000 {
		es = append(es, Event{Customer: fmt.Sprint(r.IntN(50)), Item: fmt.Sprint(r.IntN(9)), Time: time.Unix(int64(i/90_000), 0), Amount: int64(r.IntN(5))})
	}
	l := plainLog(t, es...)
	slices.SortFunc(es, func(a, b Event) int { return compareEvents(keptEvent{Event: a}, keptEvent{Event: b}) })
	for i, e := range l.All() {
		if compareEvents(keptEvent{Event: es[i]}, keptEvent{Event: e}) != 0 {
			t.Fatalf("event %d is %v, want %v", i, e, es[i])
		}
	}
}

func TestViewsKnowOnlyWhatTheyHold(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 1))
	for n := range 60 {
		es := randomEvents(r, n)
		l := keptLog(t, "UTC", keptColumns, es)
		a := time.Date(2011, 3, 26, 23, 0, 0, 0, time.UTC).Add(time.Duration(r.IntN(200)) * time.Minute)
		b := a.Add(time.Duration(r.IntN(100)-10) * time.Minute)
		kind := Kind(r.IntN(3))
		keep := map[string]func(Event) bool{
			"before":  func(e Event) bool { return e.Time.Before(b) },
			"between": func(e Event) bool { return !e.Time.Before(a) && e.Time.Before(b) },
			"where":   func(e Event) bool { return e.Kind == kind },
			"twice":   func(e Event) bool { return e.Kind == kind && e.Time.Before(b) },
			"thrice":  func(e Event) bool { return e.Kind == kind && !e.Time.Before(a) && e.Time.Before(b) },
		}
		views := map[string]*Log{
			"before":  l.Before(b),
			"between": l.Between(a, b),
			"where":   l.Where(keep["where"]),
			"twice":   l.Where(keep["where"]).Before(b),
			"thrice":  l.Between(a, b).Where(keep["where"]).Between(a, b),
		}
		for name, v := range views {
			var part []keptEvent
			for _, e := range es {
				if keep[name](e.Event) {
					part = append(part, e)
				}
			}
			want := keptLog(t, "UTC", keptColumns, part)
			want.until = v.until
			requireSame(t, want, v)
			for _, column := range keptColumns {
				for _, get := range []func(*Log, string) ([]string, bool){(*Log).ItemAttribute, (*Log).CustomerAttribute} {
					wantText, _ := get(want, column)
					gotText, ok := get(v, column)
					require.True(t, ok)
					require.Equal(t, wantText, gotText)
				}
			}
			require.Equal(t, want.Links(nil), v.Links(nil))
			for i := range v.Len() {
				require.Equal(t, want.At(i), v.At(i))
				require.Equal(t, [3]int{want.Customer(i), want.Item(i), want.Order(i)}, [3]int{v.Customer(i), v.Item(i), v.Order(i)})
			}
		}
	}
}

// requireSame compares everything that can be asked.
func requireSame(t *testing.T, want, got *Log) {
	t.Helper()
	w, err := want.MarshalBinary()
	require.NoError(t, err)
	g, err := got.AppendBinary([]byte("x"))
	require.NoError(t, err)
	require.Equal(t, w, g[1:])
	require.Equal(t, want.Len(), got.Len())
	require.Equal(t, want.Orders(), got.Orders())
	require.Equal(t, want.Customers(), got.Customers())
	require.Equal(t, want.Items(), got.Items())
}

func TestUntil(t *testing.T) {
	day := func(d int) time.Time { return time.Date(2011, 1, d, 0, 0, 0, 0, time.UTC) }
	l := plainLog(t, Event{Time: day(1)}, Event{Time: day(5)})
	require.Equal(t, day(5), l.Until())
	require.Equal(t, day(3), l.Before(day(3)).Until())
	require.Equal(t, day(5), l.Before(day(9)).Until())
	require.Equal(t, day(4), l.Between(day(2), day(4)).Until())
	require.Equal(t, day(3).Add(time.Microsecond), l.Before(day(3).Add(1)).Until())
	require.Equal(t, day(5), l.Where(func(Event) bool { return false }).Until())
	first, until := l.Span()
	require.Equal(t, [2]time.Time{day(1), day(5)}, [2]time.Time{first, until})
	empty := plainLog(t)
	first, until = empty.Span()
	require.True(t, first.IsZero() && until.IsZero())
	require.Zero(t, empty.Before(day(1)).Until())

	b := newBuilder("events.test")
	require.NoError(t, b.add(&textEntry{micros: day(5).UnixMicro()}))
	s, err := newSetting("events.test", "", "", 0, day(4))
	require.NoError(t, err)
	_, err = b.log(t.Context(), s)
	require.ErrorIs(t, err, clm.ErrValue)
	require.ErrorContains(t, err, "Until is 2011-01-04")
}

// An instant between two whole microseconds parts events as it should.
func TestViewsAtPartsOfMicroseconds(t *testing.T) {
	at := time.Date(1969, 12, 31, 23, 59, 59, 5000, time.UTC)
	l := plainLog(t, Event{Time: at}, Event{Time: at.Add(time.Microsecond)})
	require.Equal(t, 0, l.Before(at).Len())
	require.Equal(t, 1, l.Before(at.Add(1)).Len())
	require.Equal(t, 1, l.Between(at.Add(1), at.Add(2000)).Len())
}

// Instants for which a count of microseconds overflows are far away all the same.
func TestViewsFarAway(t *testing.T) {
	at := time.Date(2011, 1, 1, 0, 0, 0, 0, time.UTC)
	l := plainLog(t, Event{Time: at})
	for _, year := range []int{-400_000, -1, 10_000, 300_000, 600_000} {
		far := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		v := l.Before(far)
		if year > 0 {
			require.Equal(t, 1, v.Len())
			require.Equal(t, at, v.Until())
		} else {
			require.Equal(t, 0, v.Len())
			require.False(t, v.Until().After(time.Date(2, 1, 1, 0, 0, 0, 0, time.UTC)))
		}
	}
}

func TestSettings(t *testing.T) {
	for _, c := range []struct {
		place string
		minor int
		until time.Time
		field string
	}{
		{"Nowhere/City", 0, time.Time{}, "Location"},
		{"Local", 0, time.Time{}, "Location"},
		{"", -1, time.Time{}, "MinorPerUnit"},
		{"", 50, time.Time{}, "MinorPerUnit"},
		{"", 10_000_000, time.Time{}, "MinorPerUnit"},
		{"", 0, time.Date(10001, 1, 1, 0, 0, 0, 0, time.UTC), "Until"},
		{"", 0, time.Date(586_524, 1, 1, 0, 0, 0, 0, time.UTC), "Until"}, // its microseconds overflow to those of another year
	} {
		_, err := newSetting("events.CSV", c.place, "", c.minor, c.until)
		var config *clm.ConfigError
		require.ErrorAs(t, err, &config)
		require.Equal(t, c.field, config.Field)
		if c.field == "MinorPerUnit" {
			require.Equal(t, c.minor, config.Value)
		}
	}
	for _, minor := range []int{1, 10, 100, 1000} {
		s, err := newSetting("events.CSV", "Asia/Tokyo", "JPY", minor, time.Time{})
		require.NoError(t, err)
		require.Equal(t, minor, s.minor)
	}
}

func TestLogPanicsForMistakes(t *testing.T) {
	l := plainLog(t, Event{Time: time.Unix(0, 0)})
	require.Panics(t, func() { l.At(1) })
	require.Panics(t, func() { l.At(-1) })
	require.Panics(t, func() { l.Links(make([]int, 2)) })
	require.Equal(t, "Kind(9)", Kind(9).String())
	require.Equal(t, "refund", Refund.String())
}

func TestLogAsText(t *testing.T) {
	day := time.Date(2011, 1, 31, 23, 30, 0, 0, time.UTC)
	l := keptLog(t, "Europe/Paris", nil, []keptEvent{
		{Event: Event{Customer: "a", Item: "x", Order: "1", Time: day}}, {Event: Event{Customer: "b", Item: "x", Order: "2", Time: day.Add(48 * time.Hour)}},
	})
	require.Equal(t, "event log of 2 events, 2 customers, 1 items and 2 orders from 2011-02-01 to 2011-02-03", l.String())
	require.Equal(t, "event log without events", l.Before(day).String())
}

// A log with every column in use keeps its promise of at most 49 bytes an
// event, and reading leaves nothing else behind.
func TestLogIsSmall(t *testing.T) {
	const n = 200_000
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	l, _, err := Collect(t.Context(), func(yield func(Event, error) bool) {
		for i := range n {
			e := Event{Customer: "a", Item: "x", Order: "1", Time: time.Unix(int64(i), 0), Quantity: 1, Amount: 5, Discount: 1}
			if i == 0 {
				e.Kind, e.Rating = Review, 4
			}
			if !yield(e, nil) {
				return
			}
		}
	})
	require.NoError(t, err)
	runtime.GC()
	runtime.ReadMemStats(&after)
	require.Less(t, float64(after.HeapAlloc)-float64(before.HeapAlloc), 50.0*n)
	require.Equal(t, n, l.Len())
}
