// Receives PaidOnce's notices. Go 1.21 or newer, nothing to install:
//
//	NOTICE_SECRETS="whsec_…" go run receiver.go
package main

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	largestBody = 1024 * 1024
	tolerance   = 5 * time.Minute
	secretStart = "whsec_"
)

var (
	inbox      = setting("INBOX", "inbox")
	aNoticeID  = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)
	aTimestamp = regexp.MustCompile(`^[0-9]{1,12}$`)
	noticeKeys = keys(os.Getenv("NOTICE_SECRETS"))
	todo       = make(chan string, 1024)
)

func setting(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

// Two while a secret is changed: the new one beside the old one.
func keys(secrets string) (found [][]byte) {
	for _, secret := range strings.Fields(secrets) {
		key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(secret, secretStart))
		if err == nil && strings.HasPrefix(secret, secretStart) {
			found = append(found, key)
		}
	}
	return found
}

// Did PaidOnce sign these very bytes, within the last five minutes?
func isGenuine(headers http.Header, rawBody []byte) bool {
	id, timestamp := headers.Get("webhook-id"), headers.Get("webhook-timestamp")
	if !aNoticeID.MatchString(id) || !aTimestamp.MatchString(timestamp) {
		return false
	}
	seconds, _ := strconv.ParseInt(timestamp, 10, 64)
	if time.Since(time.Unix(seconds, 0)).Abs() > tolerance {
		return false
	}
	for _, key := range noticeKeys {
		mac := hmac.New(sha256.New, key)
		mac.Write([]byte(id + "." + timestamp + "."))
		mac.Write(rawBody)
		signed := mac.Sum(nil)
		for _, one := range strings.Split(headers.Get("webhook-signature"), " ") {
			given, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(one, "v1,"))
			if err == nil && strings.HasPrefix(one, "v1,") && hmac.Equal(given, signed) {
				return true
			}
		}
	}
	return false
}

// Writes a notice down. True: it is new. In a shop: a row of a table whose key is the id.
func keep(id string, rawBody []byte) (isNew bool, err error) {
	name := make([]byte, 16)
	if _, err := rand.Read(name); err != nil {
		return false, err
	}
	draft := filepath.Join(inbox, "drafts", hex.EncodeToString(name))
	file, err := os.OpenFile(draft, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return false, err
	}
	defer os.Remove(draft)
	_, failed := file.Write(rawBody)
	if err := errors.Join(failed, file.Sync(), file.Close()); err != nil {
		return false, err
	}
	err = os.Link(draft, filepath.Join(inbox, "kept", id))
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	return err == nil, err
}

// What is to be done: ship on `order.paid`. In a shop: in one transaction with marking it done.
func act(id string) error {
	fmt.Println("done", id)
	return os.WriteFile(filepath.Join(inbox, "done", id), nil, 0o600)
}

func receive(response http.ResponseWriter, request *http.Request) {
	if request.Method != http.MethodPost {
		response.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	// The bytes as they came: JSON that was parsed and written again has another signature.
	rawBody, err := io.ReadAll(http.MaxBytesReader(response, request.Body, largestBody))
	if err != nil {
		response.WriteHeader(http.StatusRequestEntityTooLarge)
		return
	}
	if !isGenuine(request.Header, rawBody) {
		response.WriteHeader(http.StatusUnauthorized)
		return
	}
	id := request.Header.Get("webhook-id")
	isNew, err := keep(id, rawBody)
	if err != nil {
		// Not written down, so not acknowledged: PaidOnce sends it again.
		log.Printf("%s could not be kept: %v", id, err)
		response.WriteHeader(http.StatusInternalServerError)
		return
	}
	response.WriteHeader(http.StatusNoContent)
	if isNew {
		todo <- id
	}
}

// What was kept and not done when this program last ended.
func leftUndone() (ids []string, err error) {
	kept, err := os.ReadDir(filepath.Join(inbox, "kept"))
	for _, one := range kept {
		if _, missing := os.Stat(filepath.Join(inbox, "done", one.Name())); missing != nil {
			ids = append(ids, one.Name())
		}
	}
	return ids, err
}

// One after the other, in the order in which they came.
func work(undone []string) {
	must := func(err error) {
		if err != nil {
			log.Fatal(err)
		}
	}
	for _, id := range undone {
		must(act(id))
	}
	for id := range todo {
		must(act(id))
	}
}

func main() {
	if len(noticeKeys) == 0 {
		log.Fatal("Set NOTICE_SECRETS to the secret of your notices, whsec_…")
	}
	for _, folder := range []string{"drafts", "kept", "done"} {
		if err := os.MkdirAll(filepath.Join(inbox, folder), 0o700); err != nil {
			log.Fatal(err)
		}
	}
	undone, err := leftUndone()
	if err != nil {
		log.Fatal(err)
	}
	listener, err := net.Listen("tcp", ":"+setting("PORT", "3000"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("listening on", listener.Addr().(*net.TCPAddr).Port)
	go work(undone)
	server := http.Server{Handler: http.HandlerFunc(receive), ReadTimeout: 30 * time.Second}
	log.Fatal(server.Serve(listener))
}
