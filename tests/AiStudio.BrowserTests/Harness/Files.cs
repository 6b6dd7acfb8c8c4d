namespace AiStudio.BrowserTests.Harness;

internal static class Files
{
    /// <summary>Chooses a file as soon as its field can be used.</summary>
    public static async Task ChooseAsync(this ILocator field, string name, string type, byte[] content)
    {
        await Expect(field).ToBeEnabledAsync();
        await field.SetInputFilesAsync(new FilePayload { Name = name, MimeType = type, Buffer = content });
    }
}
