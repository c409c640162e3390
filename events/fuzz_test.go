package events

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"runtime"
	"testing"
	"testing/iotest"
	"time"

	clm "github.com/clm-go/clm"
	"github.com/stretchr/testify/require"
)

// FuzzCSV reads any bytes in several ways. Whatever they are: no panic, no
// goroutine left, each row is kept or counted once, and the size of the pieces
// in which they come does not matter.
func FuzzCSV(f *testing.F) {
	const head = "customer,item,order,time,quantity,price,kind,rating,discount\n"
	for _, seed := range []string{
		"", "\xef\xbb\xbf" + head, head + "a,b,c,2011-01-01 10:00:00,1,2.50,,,\n" + "a,b,c,2011-01-01 10:00:00,1,2.50,,,\n,\"b \"\"x\"\"\",C1,2011-03-27 01:30,-2,0.005,view,4.5,0.1\n",
		head + "a,\"b\n,,,\"\",,\"x\n\n1,2", "customer;time\r\na;2011-01-01\r\n", "customer time\n a  20110101 \n", "PK\x03\x04", "\xff\xfea\x00", "\x1f\x8b\x08\x00",
	} {
		f.Add([]byte(seed), uint8(0))
		f.Add([]byte(seed), uint8(255))
	}
	f.Fuzz(func(t *testing.T, data []byte, how uint8) {
		before := runtime.NumGoroutine()
		c := CSV{
			Customer: "customer", Item: "item", Order: "order", Time: "time", Quantity: "quantity", Price: "price", Kind: "kind", Rating: "rating", Discount: "discount",
			Policy: Policy{MinKept: -1, CancelPrefix: "C"}, Location: "Europe/London",
		}
		if how&1 != 0 {
			c.Policy.Duplicates, c.Policy.NoCustomer, c.Policy.ZeroPrice = Drop, Drop, Drop
			c.Policy.DropItems = []string{"b"}
		}
		if how&2 != 0 {
			c = CSV{Customer: "customer", Time: "time", Comma: []rune{';', ' ', '\t', ','}[how>>2&3], DecimalComma: how&16 != 0, Policy: c.Policy}
		}
		if how&32 != 0 {
			c.TrimPointZero, c.Keep = true, []string{"customer"}
		}
		if how&64 != 0 {
			c = CSV{Customer: "1", Time: "2", Amount: "3", Header: []string{"1", "2", "3"}, Layouts: []string{"unix", "1/2/2006 15:04", time.RFC1123Z}, Policy: c.Policy}
		}
		if how&128 != 0 {
			var z bytes.Buffer
			w := gzip.NewWriter(&z)
			w.Write(data)
			w.Close()
			data = z.Bytes()
		}
		l, cleaning, err := c.Read(context.Background(), bytes.NewReader(data))
		require.NotNil(t, cleaning)
		require.Equal(t, err != nil, l == nil)
		if err != nil && !errors.Is(err, clm.ErrRow) && !errors.Is(err, clm.ErrLimit) && !errors.Is(err, gzip.ErrHeader) && !errors.Is(err, gzip.ErrChecksum) && !errors.Is(err, io.ErrUnexpectedEOF) {
			require.ErrorContains(t, err, "flate: corrupt input")
		}
		sum := cleaning.Kept
		for _, x := range cleaning.Findings {
			if x.Dropped {
				sum += x.Count
			}
			require.LessOrEqual(t, len(x.First), x.Count)
		}
		require.Equal(t, cleaning.Read, sum)
		if l != nil {
			require.Equal(t, cleaning.Kept, l.Len())
			file, err := l.MarshalBinary()
			require.NoError(t, err)
			var back Log
			require.NoError(t, back.UnmarshalBinary(file), "what was read is a log")
		}
		again, cleaning2, err2 := c.Read(context.Background(), iotest.OneByteReader(bytes.NewReader(data)))
		require.Equal(t, err == nil, err2 == nil)
		require.Equal(t, cleaning, cleaning2)
		if l != nil {
			x, _ := l.MarshalBinary()
			y, _ := again.MarshalBinary()
			require.True(t, bytes.Equal(x, y))
		}
		for i := 0; runtime.NumGoroutine() > before; i++ {
			require.Less(t, i, 1000, "a goroutine is left")
			time.Sleep(time.Millisecond)
		}
	})
}

// FuzzCSVSplit compares with encoding/csv.
func FuzzCSVSplit(f *testing.F) {
	f.Add([]byte("a,\"b \"\"c\"\"\r\n\",d\r\n\r\n\"e\"\r"))
	f.Add([]byte("a\",b"))
	f.Fuzz(func(t *testing.T, text []byte) { checkSplit(t, text) })
}

// FuzzCSVDecimal: what is plain follows back to its text, and what is read has
// the value that package strconv finds.
func FuzzCSVDecimal(f *testing.F) {
	for _, s := range []string{"1", "-2.50", "1e3", " .5 ", "000", "+1,5", "999999999999999999"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, ok := parseDecimal(text, '.')
		if !ok {
			return
		}
		checkDecimal(t, text, d)
	})
}
