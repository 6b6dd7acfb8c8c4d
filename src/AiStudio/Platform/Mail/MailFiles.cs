using System.Globalization;
using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Mail;

/// <summary>Keeps mails as files in <c>mail/</c> of the data directory, for an installation without a mail server.</summary>
internal sealed class MailFiles(IOptions<StudioOptions> studio, TimeProvider time) : IMailSender
{
    private const int MostListed = 100;

    private readonly string _directory = Path.GetFullPath(Path.Combine(studio.Value.DataDirectory, "mail"));

    public bool Delivers => false;

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        MakeDirectory();
        var name = $"{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}-{Guid.CreateVersion7():n}.eml";
        var path = Path.Combine(_directory, name);
        var text = $"To: {mail.To}\r\nSubject: {mail.Subject}\r\nDate: {time.GetUtcNow():r}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{mail.Text}\r\n";
        // Renamed when complete: whoever lists the folder never reads half a mail.
        await File.WriteAllTextAsync(path + ".part", text, cancellationToken);
        File.Move(path + ".part", path);
    }

    /// <summary>Names of files, newest first.</summary>
    public IReadOnlyList<string> List() =>
        Directory.Exists(_directory)
            ? [.. Directory.EnumerateFiles(_directory, "*.eml").Select(Path.GetFileName).OfType<string>().OrderDescending(StringComparer.Ordinal).Take(MostListed)]
            : [];

    public IReadOnlyList<MailFile> ListHeads() =>
        [.. List().Select(name =>
        {
            var head = File.ReadLines(Path.Combine(_directory, name)).Take(2).ToList();
            return new MailFile(name, head[0]["To: ".Length..], head[1]["Subject: ".Length..]);
        })];

    /// <summary>The mail, or null when the folder lists no such file.</summary>
    public async Task<string?> ReadAsync(string name, CancellationToken cancellationToken) =>
        List().Contains(name) ? await File.ReadAllTextAsync(Path.Combine(_directory, name), cancellationToken) : null;

    /// <summary>Removes every mail to the address.</summary>
    public async Task RemoveAsync(string address, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(_directory))
            return;
        foreach (var path in Directory.EnumerateFiles(_directory, "*.eml"))
        {
            using var reader = new StreamReader(path);
            var addressed = string.Equals(await reader.ReadLineAsync(cancellationToken), $"To: {address}", StringComparison.OrdinalIgnoreCase);
            reader.Close();
            if (addressed)
                File.Delete(path);
        }
    }

    private void MakeDirectory()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_directory);
        }
        else
        {
            Directory.CreateDirectory(_directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
