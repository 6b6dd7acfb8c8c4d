using AiStudio.Platform;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.People.Organizations;

/// <summary>
/// The file that tells the password of the demo accounts. It is written aside before they are made and put in place afterwards:
/// whatever happens between, the next start finds the password, and no file tells one that was never set.
/// </summary>
internal sealed class DemoAccounts(IOptions<StudioOptions> options)
{
    private string Path => System.IO.Path.Combine(options.Value.DataDirectory, "demo-accounts.txt");

    private string Aside => Path + ".part";

    public async Task WriteAsideAsync(IReadOnlyList<FirstPerson> people, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Value.DataDirectory);
        File.Delete(Aside);
        var settings = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            settings.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var stream = new FileStream(Aside, settings);
        await using var file = new StreamWriter(stream);
        foreach (var person in people)
        {
            await file.WriteLineAsync($"{person.Role.ToName(),-8} {person.Email,-22} password {person.Password}".AsMemory(), cancellationToken);
        }

        await file.FlushAsync(cancellationToken);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>The password of a file that was not put in place, if there is one.</summary>
    public string? PasswordAside() => File.Exists(Aside) ? File.ReadLines(Aside).FirstOrDefault()?.Split(' ')[^1] : null;

    public void Publish() => File.Move(Aside, Path, overwrite: true);

    public void Discard() => File.Delete(Aside);
}
