// Checks an exported record with the Go project's own transparency-log packages, nothing of ours.
// GO111MODULE=off GOPATH=/usr/share/gocode go run check.go DIR KEYFILE [OLD-CHECKPOINT]
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

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

// The library's ParseTree knows one origin only, so the three lines are read here.
func openHead(path, key string) tlog.Tree {
	verifier := must(note.NewVerifier(key))
	opened := must(note.Open(must(os.ReadFile(path)), note.VerifierList(verifier)))
	lines := strings.Split(opened.Text, "\n")
	demand(len(lines) == 4 && lines[3] == "" && lines[0] == verifier.Name(), path+": not a checkpoint of this log")
	size := must(strconv.ParseInt(lines[1], 10, 64))
	demand(strconv.FormatInt(size, 10) == lines[1] && size >= 0, path+": size")
	return tlog.Tree{N: size, Hash: must(tlog.ParseHash(lines[2]))}
}

type folder string

func (folder) Height() int                           { return 8 }
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

func main() {
	dir, key := os.Args[1], strings.TrimSpace(string(must(os.ReadFile(os.Args[2]))))
	tree := openHead(filepath.Join(dir, "checkpoint"), key)
	reader := tlog.TileHashReader(tree, folder(dir))
	for number := int64(0); number*256 < tree.N; number++ {
		for place, entry := range entriesOf(dir, tree, number) {
			index := number*256 + int64(place)
			proof := must(tlog.ProveRecord(tree.N, index, reader))
			must(0, tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry)))
		}
	}
	if len(os.Args) > 3 {
		old := openHead(os.Args[3], key)
		must(0, tlog.CheckTree(must(tlog.ProveTree(tree.N, old.N, reader)), tree.N, tree.Hash, old.N, old.Hash))
	}
	fmt.Println("ok", tree.N, tree.Hash)
}
