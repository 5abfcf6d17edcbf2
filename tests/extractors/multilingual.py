"""One piece of news in many languages, and the encodings its pages come in."""

SENTENCES = {
    "en": "The mayor said on Tuesday that the “new harbour” – built in May – isn’t safe… and costs 40 €.",
    "de": "Die Bürgermeisterin sagte am Dienstag, der Hafen sei „nicht sicher“ – er koste 40 Millionen Euro.",
    "fr": "La maire a déclaré mardi que le port n’était pas sûr : « Nous avons perdu l’été », a-t-elle dit. Un cœur.",
    "es": "La alcaldesa dijo el martes que el puerto no es seguro: «¿Mañana será peor?», preguntó el señor Núñez.",
    "pl": "Burmistrz powiedziała we wtorek, że port nie jest bezpieczny. Źródła mówią o żółtych łodziach i ćmach.",
    "cs": "Starostka v úterý řekla, že přístav není bezpečný. Rybáři se vrátili na břeh řeky a šli žádat o pomoc.",
    "hu": "A polgármester kedden azt mondta, hogy a kikötő nem biztonságos. A hűvös őszi időben is dolgoznak.",
    "tr": "Belediye başkanı salı günü limanın güvenli olmadığını söyledi. İşçiler şubat ayında ağır yük taşıdı.",
    "lt": "Merė antradienį sakė, kad uostas nėra saugus. Žvejai grįžo į krantą, o žiemą laukė šilčiau.",
    "ru": "Мэр сообщила во вторник, что порт небезопасен. Рыбаки вернулись на берег, и работа начнётся в мае.",
    "uk": "Мерка повідомила у вівторок, що порт небезпечний. Рибалки повернулися на берег, їх чекає робота.",
    "el": "Η δήμαρχος δήλωσε την Τρίτη ότι το λιμάνι δεν είναι ασφαλές. Οι ψαράδες γύρισαν στην ακτή τον Μάιο.",
    "he": "ראש העיר אמרה ביום שלישי כי הנמל אינו בטוח. הדייגים שבו אל החוף והעבודה תתחיל בחודש מאי.",
    "ar": "قالت رئيسة البلدية يوم الثلاثاء إن الميناء غير آمن. عاد الصيادون إلى الشاطئ وسيبدأ العمل في مايو.",
    "th": "นายกเทศมนตรีกล่าวเมื่อวันอังคารว่าท่าเรือไม่ปลอดภัย ชาวประมงกลับเข้าฝั่งแล้ว และงานจะเริ่มในเดือนพฤษภาคม",
    "ja": "市長は火曜日、港は安全ではないと述べた。漁師たちは岸に戻り、工事は五月に始まる予定だ。",
    "ko": "시장은 화요일에 항구가 안전하지 않다고 말했다. 어부들은 해안으로 돌아왔고 공사는 오월에 시작된다.",
    "zh": "市长星期二表示，港口并不安全。渔民已经回到岸边，工程将于五月开始，费用为四千万元。",
    "zh-Hant": "市長星期二表示，港口並不安全。漁民已經回到岸邊，工程將於五月開始，費用為四千萬元。",
}
# Labels as pages write them, with Python's name where it is another.
LABELS = {
    "en": ("windows-1252",),
    "de": ("windows-1252",),
    "fr": ("windows-1252",),
    "es": ("windows-1252", "ISO-8859-1"),
    "pl": ("windows-1250", "iso-8859-2"),
    "cs": ("windows-1250", "iso-8859-2"),
    "hu": ("x-cp1250", "ISO-8859-2"),
    "tr": ("windows-1254", "iso-8859-9"),
    "lt": ("windows-1257", "iso-8859-13"),
    "ru": ("windows-1251", "koi8-r", "iso-8859-5"),
    "uk": ("windows-1251", "KOI8-U"),
    "el": ("windows-1253", "iso-8859-7"),
    "he": ("windows-1255", "iso-8859-8-i"),
    "ar": ("windows-1256", "iso-8859-6"),
    "th": ("windows-874", "tis-620"),
    "ja": ("Shift_JIS", "euc-jp", "iso-2022-jp"),
    "ko": ("EUC-KR", "ks_c_5601-1987"),
    "zh": ("GB18030", "gb2312", "gbk"),
    "zh-Hant": ("big5",),
}
CODECS = {
    "windows-874": "cp874",
    "x-cp1250": "cp1250",
    "iso-8859-8-i": "iso8859-8",
    "ks_c_5601-1987": "euc_kr",
}


def encode(text: str, label: str) -> bytes:
    return text.encode(CODECS.get(label, label))


def page_of(text: str, label: str | None = None) -> str:
    """Return a page that says `text`, and that it is encoded as `label`."""
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={label}">' if label else ""
    return f"<html><head>{meta}<title>News</title></head>\n<body><p>{text}</p></body></html>"
