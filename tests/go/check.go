// Checks an exported record with the Go project's own transparency-log packages, nothing of ours.
// GO111MODULE=off GOPATH=/usr/share/gocode go run check.go [-witness KEYFILE] [-arrival FILE [-by DAY] [-old-key KEYFILE]]
//
//	DIR KEYFILE [OLD-CHECKPOINT]
package main

import (
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "WRONG:", err)
		os.Exit(1)
	}
	return value
}

func demand(holds bool, what string) {
	if !holds {
		must(0, fmt.Errorf("%s", what))
	}
}

// A cosignature/v1 (c2sp.org/tlog-cosignature): 8 bytes of time, then Ed25519 over the time and the head.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }
func (w witness) Verify(text, sig []byte) bool {
	if len(sig) != 72 {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(w.key, append([]byte(head), text...), sig[8:])
}

func newWitness(vkey string) witness {
	parts := strings.SplitN(strings.TrimSpace(vkey), "+", 3)
	demand(len(parts) == 3, "not a witness key")
	data := must(base64.StdEncoding.DecodeString(parts[2]))
	demand(len(data) == 33 && data[0] == 4, "not the key of a cosigner")
	sum := sha256.Sum256(append([]byte(parts[0]+"\n"), data...))
	hash := binary.BigEndian.Uint32(sum[:])
	demand(fmt.Sprintf("%08x", hash) == parts[1], "witness key: its hash")
	return witness{parts[0], hash, ed25519.PublicKey(data[1:])}
}

func openHead(path, key string) tlog.Tree { return readHead(must(os.ReadFile(path)), path, key) }

// The library's ParseTree knows one origin only, so the three lines are read here.
func readHead(data []byte, path, key string) tlog.Tree {
	verifier := must(note.NewVerifier(key))
	opened := must(note.Open(data, note.VerifierList(verifier)))
	lines := strings.Split(opened.Text, "\n")
	demand(len(lines) == 4 && lines[3] == "" && lines[0] == verifier.Name(), path+": not a checkpoint of this log")
	size := must(strconv.ParseInt(lines[1], 10, 64))
	demand(strconv.FormatInt(size, 10) == lines[1] && size >= 0, path+": size")
	return tlog.Tree{N: size, Hash: must(tlog.ParseHash(lines[2]))}
}

type folder string

func (folder) Height() int                                { return 8 }
func (folder) SaveTiles(tiles []tlog.Tile, data [][]byte) {}

// The library writes tile/8/0/...; the record leaves the height out: tile/0/...
func (dir folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func entriesOf(dir string, tree tlog.Tree, number int64) [][]byte {
	width := int(min64(256, tree.N-number*256))
	path := strings.Replace(tlog.Tile{H: 8, L: 0, N: number, W: width}.Path(), "tile/8/0/", "tile/entries/", 1)
	data := must(os.ReadFile(filepath.Join(dir, path)))
	var entries [][]byte
	for len(data) > 0 {
		demand(len(data) >= 2 && len(data) >= 2+int(binary.BigEndian.Uint16(data)), path+": cut short")
		end := 2 + int(binary.BigEndian.Uint16(data))
		entries, data = append(entries, data[2:end]), data[end:]
	}
	demand(len(entries) == width, path+": wrong number of entries")
	return entries
}

func min64(a, b int64) int64 {
	if a < b {
		return a
	}
	return b
}

type entry struct {
	Kind, About, At, Role string
	BecauseOf             []string `json:"because_of"`
	Veiled                []string
	Facts                 struct{ Due string }
	Sealed                map[string]string
}

func (e entry) names(about string) bool {
	for _, cause := range e.BecauseOf {
		if cause == about {
			return true
		}
	}
	return e.About == about
}

// The salt that veils a voice in leaves: that of its words, else of the first name the arrival commits to.
func (a *arrival) salt() []byte {
	key := "text"
	if _, written := a.said.Sealed[key]; !written {
		key = ""
		for name := range a.said.Sealed {
			if key == "" || name < key {
				key = name
			}
		}
	}
	opening, there := a.Opened[key]
	demand(there, "the file opens no salt by which to read veiled entries")
	return must(hex.DecodeString(opening.Salt))
}

func (a *arrival) veiledIn(said entry) bool {
	if len(said.Veiled) == 0 {
		return false
	}
	seal := hmac.New(sha256.New, a.salt())
	seal.Write([]byte("veil\n" + said.Kind + "\n" + said.About + "\n" + said.At))
	mine := hex.EncodeToString(seal.Sum(nil)[:12])
	for _, one := range said.Veiled {
		if one == mine {
			return true
		}
	}
	return false
}

// What a receipt gives: the entry of an arrival, what opens it, its place under a signed head.
type arrival struct {
	Entry, Proof string
	Opened       map[string]struct{ Salt, Value string }
	said         entry
	index        int64
	tree         tlog.Tree
}

func readArrival(path, key string) *arrival {
	var found arrival
	must(0, json.Unmarshal(must(os.ReadFile(path)), &found))
	must(0, json.Unmarshal([]byte(found.Entry), &found.said))
	demand(found.said.Kind == "voices.received" || found.said.Kind == "voices.arrived", path+": no arrival")
	above, head, divided := strings.Cut(found.Proof, "\n\n")
	lines := strings.Split(above, "\n")
	demand(divided && len(lines) > 1 && lines[0] == "c2sp.org/tlog-proof@v1", path+": no proof")
	found.index = must(strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64))
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		proof = append(proof, must(tlog.ParseHash(line)))
	}
	found.tree = readHead([]byte(head), path, key)
	leaf := tlog.RecordHash([]byte(found.Entry))
	must(0, tlog.CheckRecord(proof, found.tree.N, found.tree.Hash, found.index, leaf))
	for name, opening := range found.Opened {
		salt := must(hex.DecodeString(opening.Salt))
		sum := sha256.Sum256(append(salt, opening.Value...))
		demand(hex.EncodeToString(sum[:]) == found.said.Sealed[name], path+": "+name+" is not what the entry commits to")
	}
	return &found
}

// Demands that nobody but the sender wrote about the voice in a record that reaches beyond the day DUE.
// What a witness signed dates it; without one the record's own youngest entry does.
func (a *arrival) demandSilence(entries [][]byte, due string, witnessed time.Time) {
	at := witnessed
	if due == "" {
		due = a.said.Facts.Due
	}
	end := must(time.Parse("2006-01-02", due)).AddDate(0, 0, 1)
	for index, data := range entries {
		var said entry
		if json.Unmarshal(data, &said) != nil {
			continue
		}
		if said.Kind == "voices.withdrawn" && said.About == a.said.About {
			fmt.Println("withdrawn by its sender, says the record", said.At)
		}
		named := said.names(a.said.About) || int64(index) > a.index && a.veiledIn(said)
		answers := named && int64(index) != a.index && said.Role != "citizen"
		demand(!answers, fmt.Sprintf("answered by entry %d (%s, %s)", index, said.Kind, said.At))
		if moment, err := time.Parse(time.RFC3339, said.At); err == nil && witnessed.IsZero() && moment.After(at) {
			at = moment
		}
	}
	demand(!at.Before(end), "the record is not dated after "+due)
	fmt.Println("silent", a.said.About, a.index, a.said.At, due)
}

func main() {
	watcher := flag.String("witness", "", "key file of a witness that must have cosigned")
	voice := flag.String("arrival", "", "file from a receipt: demand that nothing answers that voice")
	due := flag.String("by", "", "the promised day, where the entry names none")
	before := flag.String("old-key", "", "key file that signed the file from the receipt, where it changed since")
	flag.Parse()
	dir, key := flag.Arg(0), strings.TrimSpace(string(must(os.ReadFile(flag.Arg(1)))))
	tree := openHead(filepath.Join(dir, "checkpoint"), key)
	var all [][]byte
	reader := tlog.TileHashReader(tree, folder(dir))
	for number := int64(0); number*256 < tree.N; number++ {
		for place, entry := range entriesOf(dir, tree, number) {
			index := number*256 + int64(place)
			proof := must(tlog.ProveRecord(tree.N, index, reader))
			must(0, tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
			all = append(all, entry)
		}
	}
	var witnessed time.Time
	if *watcher != "" {
		seen := newWitness(string(must(os.ReadFile(*watcher))))
		opened := must(note.Open(must(os.ReadFile(filepath.Join(dir, "checkpoint"))), note.VerifierList(seen)))
		signature := must(base64.StdEncoding.DecodeString(opened.Sigs[0].Base64))
		witnessed = time.Unix(int64(binary.BigEndian.Uint64(signature[4:12])), 0)
	}
	if flag.NArg() > 2 {
		old := openHead(flag.Arg(2), key)
		must(0, tlog.CheckTree(must(tlog.ProveTree(tree.N, old.N, reader)), tree.N, tree.Hash, old.N, old.Hash))
	}
	if *voice != "" {
		signed := key
		if *before != "" {
			signed = strings.TrimSpace(string(must(os.ReadFile(*before))))
		}
		held := readArrival(*voice, signed)
		must(0, tlog.CheckTree(must(tlog.ProveTree(tree.N, held.tree.N, reader)), tree.N, tree.Hash, held.tree.N, held.tree.Hash))
		held.demandSilence(all, *due, witnessed)
	}
	fmt.Println("ok", tree.N, tree.Hash)
}
